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

/// <summary>An attempt that is wanted.</summary>
/// <param name="IsNew">The task's row is written, too.</param>
internal sealed record AttemptOrder(Project Project, WorkTask Task, bool IsNew, AgentChoice Choice)
{
    /// <summary>Null: the project's, else the branch its checkout is on.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>Where the worktree is cut from, with what it was proved to have; null: the tip of the base branch.</summary>
    public BaseProof? Base { get; init; }

    /// <summary>The branch's name, with a number behind it where it is taken; null: one of Forge's own.</summary>
    public string? Branch { get; init; }

    /// <summary>What else is written with the rows. It breaks a rule when the attempt is not wanted any more: then nothing is.</summary>
    public Action<Writing, Attempt>? With { get; init; }
}

/// <summary>Makes attempts: checks first, then all rows in one transaction; the work goes on behind the answer.</summary>
internal sealed class AttemptStart(RunningParts parts, AttemptRuns runs)
{
    /// <exception cref="RuleBroken">The executor, variant or branch does not exist. Nothing was written.</exception>
    public async Task<Attempt> StartAsync(AttemptOrder order, CancellationToken ct)
    {
        var choice = order.Choice;
        var executor = parts.Executors.Require(choice.Executor);
        // Only asked whether there is such a variant; its options are read when the agent is launched.
        parts.Profiles.Current.Resolve(choice.Executor, choice.Variant, choice.Model);
        var repo = await parts
            .Repositories.OpenAsync(order.Project.GitRepoPath, ct)
            .ConfigureAwait(false);
        var target = order is { Base: { } proof, BaseBranch: { } onto }
            ? (onto, proof.BaseCommit)
            : await TargetAsync(order.Project, order.BaseBranch, repo, ct).ConfigureAwait(false);
        var taken = await TakenAsync(repo, ct).ConfigureAwait(false);
        var attempt = await parts
            .Database.WriteAsync(w => Write(w, order, executor.Name, target, taken), ct)
            .ConfigureAwait(false);
        runs.For(attempt.Id).Poke();
        return attempt;
    }

    private Attempt Write(
        Writing w,
        AttemptOrder order,
        string executor,
        (string Branch, string Tip) target,
        Func<string, bool> taken
    )
    {
        var task = order.Task;
        if (order.IsNew)
            TaskRows.Insert(w, task);
        var row = Row(w, order, executor, target, taken);
        AttemptRows.Insert(w, row);
        ProcessRows.Insert(w, NewRows.Waiting(row.Id, Chain(order.Project, task, row), w.Now));
        TaskRows.SetStatus(w, task.Id, TaskDecisions.WhenWorkStarts(task.Status));
        TaskRows.Touch(w, task.Id);
        order.With?.Invoke(w, row);
        return row;
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
        AttemptOrder order,
        Func<string, bool> taken
    )
    {
        bool Taken(string branch) =>
            AttemptRows.BranchTaken(w.Db, order.Project.Id, branch) || taken(branch);
        return order.Branch is { } wanted
            ? BranchNames.Named(id, wanted, Taken)
            : BranchNames.For(id, order.Task.Title, Taken);
    }

    private Attempt Row(
        Writing w,
        AttemptOrder order,
        string executor,
        (string Branch, string Tip) target,
        Func<string, bool> taken
    )
    {
        var id = Guid.NewGuid();
        var names = Names(w, id, order, taken);
        return new Attempt
        {
            Id = id,
            TaskId = order.Task.Id,
            Branch = names.Branch,
            TargetBranch = target.Branch,
            BaseCommit = target.Tip,
            BaseProof = JsonSerializer.Serialize(order.Base ?? BaseProof.OfTip(target.Tip)),
            Executor = executor,
            Variant = order.Choice.Variant,
            Model = order.Choice.Model,
            Command = order.Choice.Command,
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
