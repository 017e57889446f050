using System.Text;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Executors;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>What goes back to an agent: a validation that failed, or a turn that broke off.</summary>
internal sealed class GroupRetries(
    RunningParts parts,
    AttemptRuns runs,
    FollowUps followUps,
    GroupStarts starts,
    Rebases rebases
)
{
    private const int LongestOutput = 6_000;
    private const int LongestWhy = 1_000;

    public async Task SendBackAsync(PlanLook look, PlanStep.SendBack step, CancellationToken ct)
    {
        var prompt = await WordsAsync(look, step, ct).ConfigureAwait(false);
        await TellAsync(
                look,
                step.Group,
                step.Attempt,
                new Told(
                    prompt,
                    "send-back",
                    InShort(look, step),
                    t => t with { SentBack = t.SentBack + 1 }
                ),
                ct
            )
            .ConfigureAwait(false);
    }

    public async Task RetryAsync(PlanLook look, PlanStep.Retry step, CancellationToken ct)
    {
        if (step.Cause == FailureCause.Start)
        {
            var facts = look.Group(step.Group);
            var before = look
                .Facts.Groups.Where(g => facts.DependsOn.Contains(g.Id))
                .Select(g => g.Merge)
                .OfType<string>();
            await starts
                .StartAsync(look, new PlanStep.Start(step.Group, [.. before], null), ct)
                .ConfigureAwait(false);
            return;
        }
        await TellAsync(
                look,
                step.Group,
                step.Attempt,
                new Told(
                    "Your last turn broke off before you were done. Look at what is there already, then go on with the task to its end.",
                    "retry",
                    InShort(look, step),
                    t => t with { Retries = t.Retries + 1 }
                ),
                ct
            )
            .ConfigureAwait(false);
    }

    /// <summary>What it was stacked on is merged: its own commits go onto the target.</summary>
    public async Task RestackAsync(PlanLook look, PlanStep.Restack step, CancellationToken ct)
    {
        var stoodOn = look.Record.Attempts[step.Attempt].BaseCommit;
        string? conflict = null;
        try
        {
            await rebases.RebaseAsync(step.Attempt, null, stoodOn, ct).ConfigureAwait(false);
        }
        catch (RuleBroken broken)
        {
            conflict = broken.Message;
            await rebases.AbortAsync(step.Attempt, ct).ConfigureAwait(false);
        }
        await parts
            .Database.WriteAsync(
                w =>
                {
                    PlanGroupRows.Change(
                        w,
                        step.Attempt,
                        t =>
                            t with
                            {
                                Stacked = false,
                                Cause = conflict is null ? null : FailureCause.Conflict,
                                CauseText = conflict,
                            }
                    );
                    PlanRecordRows.Log(
                        w,
                        look.Plan.Id,
                        step.Group,
                        "forge",
                        "restack",
                        conflict ?? $"onto {look.Plan.Branch}"
                    );
                },
                ct
            )
            .ConfigureAwait(false);
    }

    private async Task TellAsync(
        PlanLook look,
        string group,
        Guid attempt,
        Told told,
        CancellationToken ct
    )
    {
        var run = runs.For(attempt);
        await run.AskAsync(
                async stopping =>
                {
                    await parts
                        .Database.WriteAsync(
                            w => Tell(w, look.Plan.Id, group, attempt, told),
                            stopping
                        )
                        .ConfigureAwait(false);
                    return true;
                },
                ct
            )
            .ConfigureAwait(false);
        run.Poke();
    }

    /// <param name="Why">For the log: what failed.</param>
    private sealed record Told(
        string Prompt,
        string What,
        string Why,
        Func<GroupAttempt, GroupAttempt> Change
    );

    private void Tell(Writing w, Guid plan, string group, Guid attempt, Told told)
    {
        if (!AttemptDecisions.AtRest(ProcessRows.OfAttempt(w.Db, attempt, dropped: false)))
            throw RuleBroken.Conflict($"{group} is at work already");
        followUps.Insert(w, attempt, told.Prompt, variant: null);
        PlanGroupRows.Change(w, attempt, told.Change);
        PlanRecordRows.Log(w, plan, group, "forge", told.What, told.Why);
    }

    private async Task<string> WordsAsync(
        PlanLook look,
        PlanStep.SendBack step,
        CancellationToken ct
    )
    {
        var attempt = look.Group(step.Group).Attempt!;
        var text = new StringBuilder(
            $"Forge ran the validation of group {step.Group} on your work at {step.Head[..10]}, and it does not pass yet. Put it right; do not weaken the checks.\n"
        );
        foreach (var run in Failing(look, step))
        {
            text.Append(
                $"\n{Outcome(run)}\n\n```\n{await TailAsync(run.Output, ct).ConfigureAwait(false)}\n```\n"
            );
        }
        if (attempt.Outside.Count > 0)
            text.Append(
                "\nThese files are not this group's to change; take your changes to them back: "
                    + string.Join(", ", attempt.Outside)
                    + "\n"
            );
        return text.ToString();
    }

    private static IEnumerable<Validation> Failing(PlanLook look, PlanStep.SendBack step) =>
        look.Record.Validations.Where(v =>
            v.GroupId == step.Group
            && v.Head == step.Head
            && v
                is {
                    Passed: false,
                    EndedAt: not null,
                    Ground: ValidationGround.Worktree or ValidationGround.Clean
                }
        );

    private static string Outcome(Validation run) =>
        $"`{run.Command}`: {run.Note ?? $"exit code {run.ExitCode}"}";

    /// <summary><c>at 3f2a91b0c1: `make test`: exit code 2; not its own: src/b.c</c></summary>
    private static string InShort(PlanLook look, PlanStep.SendBack step)
    {
        var outside = look.Group(step.Group).Attempt!.Outside;
        var why = Failing(look, step).Select(Outcome);
        if (outside.Count > 0)
            why = why.Append($"not its own: {string.Join(", ", outside)}");
        return OneLine($"at {step.Head[..10]}: {string.Join("; ", why)}");
    }

    /// <summary><c>agent_error: it ended with exit code 3</c></summary>
    private static string InShort(PlanLook look, PlanStep.Retry step) =>
        OneLine(
            $"{StateWords.Of(step.Cause)}: {look.Group(step.Group).Attempt?.Failure?.Text ?? "it broke off"}"
        );

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestWhy ? line : line[..LongestWhy] + " …";
    }

    private static async Task<string> TailAsync(string file, CancellationToken ct)
    {
        if (!File.Exists(file))
            return "(no output)";
        var text = PlainText.CleanLines(
            await File.ReadAllTextAsync(file, ct).ConfigureAwait(false)
        );
        text = text.Trim().Replace("```", "'''", StringComparison.Ordinal);
        return text.Length <= LongestOutput ? text : "…" + text[^LongestOutput..];
    }
}
