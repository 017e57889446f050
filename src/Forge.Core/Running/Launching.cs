using System.Text;
using System.Text.Json.Nodes;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Executors;
using Forge.Core.Platform;
using Forge.Core.Running.Plans;
using Forge.Core.Sessions;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>Brings a waiting process into a session of its own: everything durable first, then the start.</summary>
internal sealed class Launching(RunningParts parts)
{
    private const string ScriptExecutor = "SHELL";

    /// <exception cref="RuleBroken">The profile or the program cannot be used; nothing was started.</exception>
    public async Task<(AgentSession Row, SessionDirectory Directory)> StartAsync(
        Attempt attempt,
        ExecutionProcess process,
        string? before,
        CancellationToken ct
    )
    {
        var action = ExecutorAction.Parse(process.Action);
        var row = Row(attempt, action);
        var conversation = action.IsFollowUp ? Conversation(attempt) ?? action.Conversation : null;
        var prompt = Prompt(row, action);
        var spec = action.IsScript
            ? Script(action.ScriptText!)
            : Agent(attempt, conversation, Options(row), prompt);
        var token = Tokens.ForSession(row);
        var url = await parts.Address.KnownAsync(ct).ConfigureAwait(false);
        var access = new AgentAccess(url, token.Text);
        var directory = Prepare(attempt, row, spec, prompt, access, out var environment);
        row = row with { Mode = spec.Mode };
        await parts
            .Database.WriteAsync(
                w =>
                {
                    AttemptWorktree.Ready(w, attempt.Id);
                    Write(w, row, process.Id, spec.Input, before);
                    TokenRows.Insert(w, token.Grant, TokenText.Hash(token.Text));
                },
                ct
            )
            .ConfigureAwait(false);
        parts.Tokens.Know(token);
        var outcome = await parts.Host.StartAsync(directory, environment, ct).ConfigureAwait(false);
        if (outcome is StartOutcome.Failed failed)
        {
            if (Directory.Exists(directory.Path))
                parts.Host.Abandon(directory);
            else
                // What may have begun cannot be followed without its files.
                await parts.Host.SweepAsync(row.Id, ct).ConfigureAwait(false);
            await parts
                .Database.WriteAsync(w => GiveUp(w, row.Id, process.Id), ct)
                .ConfigureAwait(false);
            await parts.Tokens.SessionEndedAsync(row.Id).ConfigureAwait(false);
            throw RuleBroken.Conflict($"The agent could not be started: {failed.Reason}");
        }
        return (row, directory);
    }

    /// <summary>The fold for a session, as its row says.</summary>
    public IConversation Open(AgentSession row, string worktree) =>
        parts.Executors.Require(row.Executor).Open(new ConversationContext(worktree, Options(row)));

    /// <summary>What the agent is told: the person's words and the profile's.</summary>
    public static string Prompt(AgentSession row, ExecutorAction action) =>
        LaunchOptions.WithAppended(action.Prompt ?? "", Options(row));

    private static JsonObject Options(AgentSession row) => JsonNode.Parse(row.Options)!.AsObject();

    // A follow-up may have been asked for before the agent had named its conversation.
    private string? Conversation(Attempt attempt) =>
        parts.Database.Read(db => SessionRows.Conversation(db, attempt.Id));

    private AgentSession Row(Attempt attempt, ExecutorAction action)
    {
        var variant = action.IsScript ? null : action.Variant ?? attempt.Variant;
        var options = action.IsScript
            ? new JsonObject { ["command"] = action.ScriptText }
            : parts.Profiles.Current.Resolve(attempt.Executor, variant, attempt.Model);
        if (!action.IsScript && attempt.Command is not null)
            options["command"] = attempt.Command;
        return new AgentSession
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt.Id,
            RunReason = action.Reason,
            Executor = action.IsScript ? ScriptExecutor : attempt.Executor,
            Variant = variant,
            Options = options.ToJsonString(),
            Open = true,
            CreatedAt = parts.Database.Now,
        };
    }

    private LaunchSpec Agent(
        Attempt attempt,
        string? conversation,
        JsonObject options,
        string prompt
    ) =>
        parts
            .Executors.Require(attempt.Executor)
            .Launch(
                new LaunchRequest(
                    prompt,
                    options,
                    conversation ?? Guid.NewGuid().ToString(),
                    Resume: conversation is not null,
                    attempt.Worktree,
                    Programs.Find,
                    parts.Options.Self
                )
            );

    private static LaunchSpec Script(string script) =>
        new(
            [Programs.Find("bash") ?? "/bin/sh", "-c", script],
            InputMode.None,
            [],
            new Dictionary<string, string?>()
        );

    private SessionDirectory Prepare(
        Attempt attempt,
        AgentSession row,
        LaunchSpec spec,
        string prompt,
        AgentAccess access,
        out Dictionary<string, string> environment
    )
    {
        var promptFile = Path.Combine(parts.State.Sessions, row.Id.ToString(), "prompt");
        environment = AgentEnvironment.Build(
            parts.Environment,
            attempt,
            spec,
            prompt,
            promptFile,
            access
        );
        var gitLog = parts.State.GitLog(row.Id);
        foreach (
            var (name, value) in parts.Database.Read(db => GroupVariables.Of(db, attempt, gitLog))
        )
            environment[name] = value;
        var session = new SessionSpec(
            spec.Command,
            attempt.Worktree,
            spec.Mode,
            [.. environment.Keys.Order(StringComparer.Ordinal)],
            StopTimes.Default,
            parts.Options.LogCap
        );
        return parts.Host.Prepare(row.Id, session, spec.Input, Encoding.UTF8.GetBytes(prompt));
    }

    // Without a session the process shows why it failed; with one it would show an empty log.
    private static void GiveUp(Writing w, Guid session, Guid process)
    {
        SessionRows.Close(w, session);
        ProcessRows.Change(w, process, p => p with { SessionId = null });
    }

    private static void Write(
        Writing w,
        AgentSession row,
        Guid process,
        byte[] input,
        string? before
    )
    {
        SessionRows.Insert(w, row);
        if (input.Length > 0)
            SessionRows.AddMessage(
                w,
                new SentMessage
                {
                    SessionId = row.Id,
                    Position = 0,
                    Bytes = input,
                    Key = process.ToString(),
                    CreatedAt = w.Now,
                }
            );
        ProcessRows.Change(
            w,
            process,
            p =>
                p.InsistItWaits() with
                {
                    SessionId = row.Id,
                    Turn = 0,
                    BeforeHeadCommit = before,
                    StartedAt = w.Now,
                }
        );
    }
}
