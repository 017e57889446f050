#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Git;
using Forge.Core.Git.Radar;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Radar;

public sealed class WorktreeGlanceTests
{
    [Fact]
    public async Task A_glance_has_what_is_not_committed_and_is_the_same_for_the_same_files()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        (await GlanceAsync(sandbox, tree.Worktree)).ShouldBeNull();
        WriteIn(tree.Worktree, "a.txt", "changed");
        WriteIn(tree.Worktree, "new.txt", "new");
        var refs = TryGitIn(sandbox.Top, "for-each-ref").Output;

        var glance = (await GlanceAsync(sandbox, tree.Worktree))!;

        sandbox.Sha(glance + "^").ShouldBe(sandbox.Sha("main"));
        TryGitIn(sandbox.Top, "show", glance + ":new.txt").Output.ShouldBe("new");
        TryGitIn(sandbox.Top, "for-each-ref").Output.ShouldBe(refs);
        (await GlanceAsync(sandbox, tree.Worktree)).ShouldBe(glance);
        WriteIn(tree.Worktree, "new.txt", "newer");
        (await GlanceAsync(sandbox, tree.Worktree)).ShouldNotBe(glance);
    }

    [Fact]
    public async Task The_newest_snapshots_of_many_attempts_are_found_at_once()
    {
        using var sandbox = await CreateAsync();
        var (one, other) = (await sandbox.AttemptAsync(), await sandbox.AttemptAsync());
        Snapshot? newest = null;
        foreach (var text in Enumerable.Range(1, 11).Select(n => $"text {n}"))
        {
            WriteIn(one.Worktree, "a.txt", text);
            var taken = await Snapshots.TakeAsync(
                sandbox.Repo,
                one.Worktree,
                one.Attempt,
                CancellationToken.None
            );
            newest = taken.Snapshot;
        }

        var found = await Snapshots.NewestAsync(
            sandbox.Repo,
            [one.Attempt, other.Attempt],
            CancellationToken.None
        );

        found.Keys.ShouldBe([one.Attempt]);
        found[one.Attempt].ShouldBe((newest!.Sha, sandbox.Sha("main")));
    }

    private static Task<string?> GlanceAsync(GitSandbox sandbox, string worktree) =>
        WorktreeGlance.TakeAsync(sandbox.Repo, worktree, CancellationToken.None);
}
