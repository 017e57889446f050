using System.Text.Json;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>Which agent, in which variant.</summary>
/// <param name="Command">A command line for SHELL that replaces the profile's.</param>
internal sealed record AgentChoice(
    string Executor,
    string? Variant,
    string? Model,
    string? Command
);

/// <summary>Makes attempts: checks first, then all rows in one transaction; the work goes on behind the answer.</summary>
internal sealed class AttemptStart(RunningParts parts, AttemptRuns runs)
{
    /// <summary>A new attempt at <paramref name="task"/>; the task's row is written too when <paramref name="isNew"/>.</summary>
    /// <exception cref="RuleBroken">The executor, variant or branch does not exist. Nothing was written.</exception>
    public async Task<Attempt> StartAsync(
        Project project,
        WorkTask task,
        bool isNew,
        AgentChoice choice,
        string? baseBranch,
        CancellationToken ct
    )
    {
        var executor = parts.Executors.Require(choice.Executor);
        // Only asked whether there is such a variant; its options are read when the agent is launched.
        parts.Profiles.Current.Resolve(choice.Executor, choice.Variant, choice.Model);
        var repo = await parts
            .Repositories.OpenAsync(project.GitRepoPath, ct)
            .ConfigureAwait(false);
        var target = await TargetAsync(project, baseBranch, repo, ct).ConfigureAwait(false);
        var taken = await TakenAsync(repo, ct).ConfigureAwait(false);
        var attempt = await parts
            .Database.WriteAsync(
                w =>
                {
                    if (isNew)
                        TaskRows.Insert(w, task);
                    var row = Row(w, task, executor.Name, choice, target, taken);
                    AttemptRows.Insert(w, row);
                    ProcessRows.Insert(
                        w,
                        NewRows.Waiting(row.Id, Chain(project, task, row), w.Now)
                    );
                    TaskRows.SetStatus(w, task.Id, TaskDecisions.WhenWorkStarts(task.Status));
                    TaskRows.Touch(w, task.Id);
                    return row;
                },
                ct
            )
            .ConfigureAwait(false);
        runs.For(attempt.Id).Poke();
        return attempt;
    }

    /// <summary>Set-up, agent, clean-up: one chain.</summary>
    public static ExecutorAction Chain(Project project, WorkTask task, Attempt attempt)
    {
        var agent = ExecutorAction.Initial(task.Prompt, attempt.Executor, attempt.Variant);
        return WithScripts(project, agent, setup: true);
    }

    public static ExecutorAction WithScripts(Project project, ExecutorAction agent, bool setup)
    {
        var cleanup = string.IsNullOrWhiteSpace(project.CleanupScript)
            ? null
            : ExecutorAction.Script(project.CleanupScript, RunReason.CleanupScript);
        var chain = agent.Then(cleanup);
        return setup && !string.IsNullOrWhiteSpace(project.SetupScript)
            ? ExecutorAction.Script(project.SetupScript, RunReason.SetupScript).Then(chain)
            : chain;
    }

    private static async Task<(string Branch, string Tip)> TargetAsync(
        Project project,
        string? asked,
        GitRepository repo,
        CancellationToken ct
    )
    {
        var name = new[] { asked, project.DefaultBaseBranch }.FirstOrDefault(n =>
            !string.IsNullOrWhiteSpace(n)
        );
        name ??=
            await Branches.CurrentAsync(repo, ct).ConfigureAwait(false)
            ?? throw RuleBroken.Invalid(
                "base_branch: the checkout is on no branch; name the branch to start from"
            );
        var tip = await Branches.ResolveAsync(repo, name, ct).ConfigureAwait(false);
        return tip is not null
            ? (name, tip)
            : throw RuleBroken.NotFound(
                $"Branch not found: {name}. `git branch -a` in {project.GitRepoPath} lists what there is."
            );
    }

    // Asked inside the transaction, so it may not wait for a process: where files cannot tell, all names are read before.
    private static async Task<Func<string, bool>> TakenAsync(
        GitRepository repo,
        CancellationToken ct
    )
    {
        var common = repo.CommonDirectory;
        if (RefFiles.TryResolve(common, "refs/heads/" + BranchNames.Prefix + "x", out _))
            return branch =>
                !RefFiles.TryResolve(common, "refs/heads/" + branch, out var tip)
                || tip is not null;
        var names = await Branches.NamesAsync(repo, ct).ConfigureAwait(false);
        return names.Contains;
    }

    private static AttemptNames Names(
        Writing w,
        Guid id,
        WorkTask task,
        Func<string, bool> taken
    ) =>
        BranchNames.For(
            id,
            task.Title,
            branch => AttemptRows.BranchTaken(w.Db, branch) || taken(branch)
        );

    private Attempt Row(
        Writing w,
        WorkTask task,
        string executor,
        AgentChoice choice,
        (string Branch, string Tip) target,
        Func<string, bool> taken
    )
    {
        var id = Guid.NewGuid();
        var names = Names(w, id, task, taken);
        return new Attempt
        {
            Id = id,
            TaskId = task.Id,
            Branch = names.Branch,
            TargetBranch = target.Branch,
            BaseCommit = target.Tip,
            BaseProof = JsonSerializer.Serialize(BaseProof.OfTip(target.Tip)),
            Executor = executor,
            Variant = choice.Variant,
            Model = choice.Model,
            Command = choice.Command,
            Worktree = Path.Combine(parts.State.Worktrees, names.Directory),
            Stage = AttemptStage.Preparing,
            PortBlock = PortBlocks.Find(
                parts.Options.FirstPort,
                AttemptRows.PortBlocks(w.Db),
                PortBlocks.IsFree
            ),
            CreatedAt = w.Now,
            UpdatedAt = w.Now,
        };
    }
}
