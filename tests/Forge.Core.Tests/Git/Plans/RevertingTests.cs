using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Plans;

public sealed class RevertingTests
{
    [Fact]
    public async Task A_merge_is_taken_out_and_what_came_later_stays()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("a.txt", "one\ntwo\nTHREE\n");
        sandbox.Write("new/file.txt", "new");
        var merge = sandbox.CommitAll("the merge");
        sandbox.Write("later.txt", "later");
        var later = sandbox.CommitAll("later");
        sandbox.Write("dir/b.txt", "my edit");

        var done = (await RevertAsync(sandbox, merge)).ShouldBeOfType<RevertResult.Reverted>();

        done.TargetBefore.ShouldBe(later);
        sandbox.Sha("main").ShouldBe(done.Commit);
        sandbox.Sha("main^").ShouldBe(later);
        ReadIn(sandbox.Top, "a.txt").ShouldBe("one\ntwo\nthree\n");
        File.Exists(Path.Join(sandbox.Top, "new/file.txt")).ShouldBeFalse();
        ReadIn(sandbox.Top, "later.txt").ShouldBe("later");
        sandbox.Git("status", "--porcelain").ShouldBe(" M dir/b.txt");
        sandbox
            .Git("log", "-1", "--format=%an|%B", "main")
            .ShouldBe(
                $"Ada|Revert \"the merge\"\n\nThis reverts commit {merge}.\n\nMerged-by: Forge"
            );
    }

    [Fact]
    public async Task It_is_what_git_revert_does()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("mv", "a.txt", "moved.txt");
        sandbox.Write("moved.txt", "one\nTWO\nthree\n");
        var merge = sandbox.CommitAll("rename and edit");
        sandbox.Write("dir/c.txt", "c");
        sandbox.CommitAll("later");
        sandbox.Git("checkout", "-q", "-b", "by-git");
        sandbox.Git("revert", "--no-edit", merge);
        sandbox.Git("checkout", "-q", "--detach");

        await RevertAsync(sandbox, merge);

        sandbox.Sha("main^{tree}").ShouldBe(sandbox.Sha("by-git^{tree}"));
    }

    [Fact]
    public async Task A_merge_of_two_parents_is_taken_out_against_its_first()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("checkout", "-q", "-b", "side");
        sandbox.Write("side.txt", "side");
        sandbox.CommitAll("side");
        sandbox.Git("checkout", "-q", "main");
        sandbox.Git("merge", "-q", "--no-ff", "-m", "both", "side");
        var merge = sandbox.Sha("main");

        (await RevertAsync(sandbox, merge)).ShouldBeOfType<RevertResult.Reverted>();

        sandbox.Sha("main^{tree}").ShouldBe(sandbox.Sha(merge + "^1^{tree}"));
    }

    [Fact]
    public async Task Later_work_on_the_same_lines_is_a_conflict_and_nothing_moves()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("a.txt", "one\ntwo\nTHREE\n");
        var merge = sandbox.CommitAll("the merge");
        sandbox.Write("a.txt", "one\ntwo\nTHREE and more\n");
        var later = sandbox.CommitAll("later");

        (await RevertAsync(sandbox, merge))
            .ShouldBeOfType<RevertResult.Conflict>()
            .Files.ShouldBe(["a.txt"]);

        sandbox.Sha("main").ShouldBe(later);
        sandbox.Git("status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task A_second_time_there_is_nothing_to_revert_and_what_never_came_breaks_the_rule()
    {
        using var sandbox = await CreateAsync();
        var first = sandbox.Sha("main");
        sandbox.Write("a.txt", "changed\n");
        var merge = sandbox.CommitAll("the merge");
        await RevertAsync(sandbox, merge);

        (await RevertAsync(sandbox, merge)).ShouldBeOfType<RevertResult.Nothing>();

        var tree = await MergingTests.WithWorkAsync(sandbox, "b.txt", "x");
        string[] wrong = [sandbox.Sha(tree.Branch), new string('1', 40), first];
        foreach (var commit in wrong)
            await Should.ThrowAsync<RuleBroken>(() => RevertAsync(sandbox, commit));
    }

    [Fact]
    public async Task Edits_in_the_way_refuse_it_and_doing_it_again_after_a_crash_does_no_harm()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("a.txt", "changed\n");
        var merge = sandbox.CommitAll("the merge");
        sandbox.Write("a.txt", "my edit\n");

        (await RevertAsync(sandbox, merge))
            .ShouldBeOfType<RevertResult.Refused>()
            .Files.ShouldBe(["a.txt"]);
        sandbox.Sha("main").ShouldBe(merge);
        ReadIn(sandbox.Top, "a.txt").ShouldBe("my edit\n");

        sandbox.Git("checkout", "-q", "a.txt");
        var ready = (
            await Reverting.PrepareAsync(sandbox.Repo, "main", merge, "", Deadline)
        ).ShouldBeOfType<MergePreparation.Ready>();
        for (var i = 0; i < 2; i++)
            (await Reverting.ApplyAsync(sandbox.Repo, ready, "main", Deadline)).ShouldBe(
                new MergeResult.Merged(ready.Squash, null)
            );
        sandbox.Sha("main").ShouldBe(ready.Squash);
    }

    private static Task<RevertResult> RevertAsync(GitSandbox sandbox, string merge) =>
        Reverting.RevertAsync(sandbox.Repo, "main", merge, "", Deadline);
}
