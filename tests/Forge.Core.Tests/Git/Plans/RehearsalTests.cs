using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Plans;

public sealed class RehearsalTests
{
    [Fact]
    public async Task Heads_are_merged_one_on_top_of_the_other_and_nothing_moves()
    {
        using var sandbox = await CreateAsync();
        var one = await HeadAsync(sandbox, "one", ("a.txt", "ONE\ntwo\nthree\n"));
        var two = await HeadAsync(sandbox, "two", ("a.txt", "other\ntwo\nthree\n"));
        var three = await HeadAsync(sandbox, "three", ("new.txt", "new"), ("dir/b.txt", "B\n"));
        var target = sandbox.Sha("main");
        var before = RefsOf(sandbox);

        var result = await Rehearsal.RunAsync(sandbox.Repo, target, [one, two, three], Deadline);

        result.IsClean.ShouldBeFalse();
        var first = result.Steps[0].ShouldBeOfType<Rehearsed.Clean>();
        result.Steps[1].ShouldBeOfType<Rehearsed.Conflict>().Files.ShouldBe(["a.txt"]);
        var third = result.Steps[2].ShouldBeOfType<Rehearsed.Clean>();
        result.Tip.ShouldBe(third.Commit);
        sandbox.Sha(first.Commit + "^").ShouldBe(target);
        sandbox.Sha(third.Commit + "^").ShouldBe(first.Commit);
        sandbox.Sha(third.Commit + "^{tree}").ShouldBe(third.Tree);
        sandbox.Git("cat-file", "blob", third.Commit + ":a.txt").ShouldBe("ONE\ntwo\nthree");
        sandbox.Git("cat-file", "blob", third.Commit + ":dir/b.txt").ShouldBe("B");
        RefsOf(sandbox).ShouldBe(before);
        sandbox.Git("status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task The_predicted_tree_is_the_one_that_the_merge_gives()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "a.txt", "one\ntwo\nTHREE\n");
        sandbox.Write("a.txt", "ONE\ntwo\nthree\n");
        sandbox.Write("elsewhere.txt", "x");
        sandbox.Git("checkout", "-q", "-b", "aside");
        var head = new RehearsalHead("g", sandbox.Sha(tree.Branch));

        var predicted = await Rehearsal.RunAsync(
            sandbox.Repo,
            sandbox.Sha("main"),
            [head],
            Deadline
        );
        var ready = await Merging.PrepareAsync(sandbox.Repo, tree.Branch, "main", "x", Deadline);

        var squash = ready.ShouldBeOfType<MergePreparation.Ready>().Squash;
        sandbox
            .Sha(squash + "^{tree}")
            .ShouldBe(predicted.Steps[0].ShouldBeOfType<Rehearsed.Clean>().Tree);
    }

    [Fact]
    public async Task The_same_question_makes_no_new_object()
    {
        using var sandbox = await CreateAsync();
        var head = await HeadAsync(sandbox, "one", ("a.txt", "x"));
        var target = sandbox.Sha("main");

        var once = await Rehearsal.RunAsync(sandbox.Repo, target, [head], Deadline);
        var objects = sandbox.Git("count-objects");
        var twice = await Rehearsal.RunAsync(sandbox.Repo, target, [head], Deadline);

        twice.Tip.ShouldBe(once.Tip);
        sandbox.Git("count-objects").ShouldBe(objects);
    }

    [Fact]
    public async Task What_cannot_even_be_tried_is_said_and_the_others_go_on()
    {
        using var sandbox = await CreateAsync();
        var fine = await HeadAsync(sandbox, "fine", ("new.txt", "x"));
        var orphan = sandbox.Git("commit-tree", "-m", "alone", sandbox.Sha("main^{tree}"));

        var result = await Rehearsal.RunAsync(
            sandbox.Repo,
            sandbox.Sha("main"),
            [
                new RehearsalHead("gone", new string('1', 40)),
                new RehearsalHead("alone", orphan),
                fine,
            ],
            Deadline
        );

        result.Steps[0].ShouldBeOfType<Rehearsed.Impossible>();
        result
            .Steps[1]
            .ShouldBeOfType<Rehearsed.Impossible>()
            .Reason.ShouldContain("unrelated histories");
        result.Steps[2].ShouldBeOfType<Rehearsed.Clean>().Name.ShouldBe("fine");
    }

    private static string RefsOf(GitSandbox sandbox) => sandbox.Git("for-each-ref");

    private static async Task<RehearsalHead> HeadAsync(
        GitSandbox sandbox,
        string name,
        params (string Path, string Content)[] files
    )
    {
        var tree = await sandbox.AttemptAsync();
        foreach (var (path, content) in files)
            WriteIn(tree.Worktree, path, content);
        return new RehearsalHead(name, CommitAllIn(tree.Worktree, name));
    }
}
