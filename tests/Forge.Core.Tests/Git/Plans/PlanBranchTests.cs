#pragma warning disable CA1416 // Forge runs on Unix.
using System.Text;
using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Platform;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Plans;

public sealed class PlanBranchTests
{
    private const string Branch = "feat/wish";

    [Fact]
    public async Task Exactly_the_given_files_begin_the_branch_and_the_checkout_stays_as_it_is()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("plans/a b.md", "mine, not committed");
        sandbox.Write("a.txt", "edited");
        sandbox.Git("add", "a.txt");
        var before = FingerprintOf(sandbox.Top + "/plans") + sandbox.Git("status", "--porcelain");

        var done = await DoneAsync(sandbox, ("plans/a b.md", "plan\r\n"), ("plans/ü/c.md", ""));

        done.Made.ShouldBeTrue();
        sandbox.Sha(Branch).ShouldBe(done.Commit);
        sandbox.Sha(Branch + "^").ShouldBe(sandbox.Sha("main"));
        sandbox
            .Git("diff", "--name-only", "-z", "main", Branch)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["plans/a b.md", "plans/ü/c.md"]);
        sandbox.Git("cat-file", "blob", Branch + ":plans/a b.md").ShouldBe("plan\r");
        sandbox
            .Git("log", "-1", "--format=%an|%B", Branch)
            .ShouldBe("Ada|Approve\n\nCommitted-by: Forge");
        (FingerprintOf(sandbox.Top + "/plans") + sandbox.Git("status", "--porcelain")).ShouldBe(
            before
        );
    }

    [Fact]
    public async Task The_same_files_again_make_no_second_commit()
    {
        using var sandbox = await CreateAsync();
        var first = await DoneAsync(sandbox, ("p.md", "one"));
        sandbox.Write("later.txt", "x");
        sandbox.CommitAll("the base goes on");

        (await DoneAsync(sandbox, ("p.md", "one"))).ShouldBe(first with { Made = false });
        var second = await DoneAsync(sandbox, ("p.md", "two"));

        sandbox.Sha(second.Commit + "^").ShouldBe(first.Commit);
        sandbox.Git("ls-tree", "--name-only", Branch, "later.txt").ShouldBe("");
    }

    [Fact]
    public async Task A_branch_begins_also_without_anything_to_commit()
    {
        using var sandbox = await CreateAsync();

        var done = await DoneAsync(sandbox, ("dir/b.txt", "b\n"), ("gone.md", null));

        done.ShouldBe(new PlanCommit.Done(sandbox.Sha("main"), false));
        sandbox.Sha(Branch).ShouldBe(sandbox.Sha("main"));
    }

    [Fact]
    public async Task A_file_can_be_taken_away_and_one_that_runs_stays_so()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("run.sh", "old");
        File.SetUnixFileMode(
            Path.Join(sandbox.Top, "run.sh"),
            Files.Private | UnixFileMode.UserExecute
        );
        sandbox.CommitAll("a script");

        await DoneAsync(sandbox, ("run.sh", "new"), ("dir/b.txt", null));

        sandbox
            .Git("ls-tree", "-r", "--format=%(objectmode) %(path)", Branch)
            .ShouldBe("100644 a.txt\n100755 run.sh");
    }

    [Theory]
    [InlineData("../out.md")]
    [InlineData("/etc/out.md")]
    [InlineData("a//b.md")]
    [InlineData("./a.md")]
    [InlineData("x/.GIT/config")]
    [InlineData("")]
    [InlineData("link/b.md")]
    [InlineData("link")]
    [InlineData("dir")]
    [InlineData("a.txt/below.md")]
    public async Task A_path_that_does_not_lie_plainly_inside_is_refused(string path)
    {
        using var sandbox = await CreateAsync();
        File.CreateSymbolicLink(Path.Join(sandbox.Top, "link"), "dir");
        sandbox.CommitAll("a link");

        var refused = (
            await CommitAsync(sandbox, ("fine.md", "x"), (path, "x"))
        ).ShouldBeOfType<PlanCommit.Refused>();

        refused.Files.ShouldBe([path]);
        TryGitIn(sandbox.Top, "rev-parse", "--verify", Branch).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task A_branch_that_is_checked_out_is_forwarded_there_and_equal_plan_files_are_no_obstacle()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("checkout", "-q", "-b", Branch);
        sandbox.Write("p.md", "plan");
        sandbox.Write("a.txt", "my edit");

        var done = await DoneAsync(sandbox, ("p.md", "plan"));

        sandbox.Sha("HEAD").ShouldBe(done.Commit);
        sandbox.Git("status", "--porcelain").ShouldBe(" M a.txt");
    }

    [Fact]
    public async Task An_edit_in_the_way_refuses_and_neither_branch_nor_checkout_moves()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("checkout", "-q", "-b", Branch);
        sandbox.Write("p.md", "another plan");
        var before = sandbox.Sha("HEAD");

        var refused = (
            await CommitAsync(sandbox, ("p.md", "plan"))
        ).ShouldBeOfType<PlanCommit.Refused>();

        refused.Files.ShouldBe(["p.md"]);
        sandbox.Sha(Branch).ShouldBe(before);
        ReadIn(sandbox.Top, "p.md").ShouldBe("another plan");
        sandbox.Git("status", "--porcelain").ShouldBe("?? p.md");
    }

    [Fact]
    public async Task Two_at_once_both_end_on_the_branch()
    {
        using var sandbox = await CreateAsync();

        await Task.WhenAll(
            Enumerable.Range(0, 6).Select(n => DoneAsync(sandbox, ($"{n}.md", $"{n}")))
        );

        sandbox.Git("rev-list", "--count", "main.." + Branch).ShouldBe("6");
        sandbox.Git("ls-tree", "--name-only", Branch).Split('\n').Length.ShouldBe(8);
    }

    [Fact]
    public async Task A_name_that_is_no_branch_and_a_base_that_is_not_there_break_the_rule()
    {
        using var sandbox = await CreateAsync();
        var nothing = new Dictionary<string, byte[]?>();

        await Should.ThrowAsync<RuleBroken>(() =>
            PlanBranch.CommitAsync(sandbox.Repo, "-x", "main", nothing, "x", Deadline)
        );
        await Should.ThrowAsync<RuleBroken>(() =>
            PlanBranch.CommitAsync(
                sandbox.Repo,
                Branch,
                new string('1', 40),
                nothing,
                "x",
                Deadline
            )
        );
        sandbox.Git("branch", "feat");
        (await CommitAsync(sandbox, ("p.md", "x"))).ShouldBeOfType<PlanCommit.Refused>();
    }

    private static async Task<PlanCommit.Done> DoneAsync(
        GitSandbox sandbox,
        params (string Path, string? Content)[] files
    ) => (await CommitAsync(sandbox, files)).ShouldBeOfType<PlanCommit.Done>();

    private static Task<PlanCommit> CommitAsync(
        GitSandbox sandbox,
        params (string Path, string? Content)[] files
    ) =>
        PlanBranch.CommitAsync(
            sandbox.Repo,
            Branch,
            sandbox.Sha("main"),
            files.ToDictionary(
                file => file.Path,
                file => file.Content is null ? null : Encoding.UTF8.GetBytes(file.Content)
            ),
            "Approve",
            Deadline
        );
}
