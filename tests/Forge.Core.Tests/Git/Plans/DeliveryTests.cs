using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Plans;

public sealed class DeliveryTests
{
    private const string Plan = "feat/wish";

    [Fact]
    public async Task A_plan_comes_as_one_commit()
    {
        using var sandbox = await WithPlanAsync();
        var before = sandbox.Sha("main");
        sandbox.Write("dir/b.txt", "my edit");

        var ready = await ReadyAsync(sandbox, DeliveryShape.Squash);
        (await ApplyAsync(sandbox, ready)).ShouldBe(new MergeResult.Merged(ready.Squash, null));

        sandbox.Sha("main^").ShouldBe(before);
        sandbox.Git("diff", "--stat", "main", Plan).ShouldBe("");
        sandbox.Sha(Plan).ShouldBe(ready.BranchBefore);
        sandbox.Git("status", "--porcelain").ShouldBe(" M dir/b.txt");
        sandbox.Git("log", "-1", "--format=%B", "main").ShouldBe("Deliver\n\nMerged-by: Forge");
        (
            await PrepareAsync(sandbox, DeliveryShape.Squash)
        ).ShouldBeOfType<MergePreparation.Nothing>();
    }

    [Fact]
    public async Task As_it_is_it_is_a_fast_forward_where_that_is_possible()
    {
        using var sandbox = await WithPlanAsync();

        var ready = await ReadyAsync(sandbox, DeliveryShape.AsItIs);
        await ApplyAsync(sandbox, ready);

        sandbox.Sha("main").ShouldBe(sandbox.Sha(Plan));
        ReadIn(sandbox.Top, "plan.md").ShouldBe("the plan");
        (
            await PrepareAsync(sandbox, DeliveryShape.AsItIs)
        ).ShouldBeOfType<MergePreparation.Nothing>();
    }

    [Fact]
    public async Task As_it_is_it_is_a_merge_of_two_parents_where_the_base_went_on()
    {
        using var sandbox = await WithPlanAsync();
        sandbox.Write("meanwhile.txt", "x");
        var before = sandbox.CommitAll("meanwhile");

        var ready = await ReadyAsync(sandbox, DeliveryShape.AsItIs);
        await ApplyAsync(sandbox, ready);
        await ApplyAsync(sandbox, ready);

        sandbox.Sha("main").ShouldBe(ready.Squash);
        sandbox.Git("rev-parse", "main^@").ShouldBe($"{before}\n{sandbox.Sha(Plan)}");
        sandbox.Git("status", "--porcelain").ShouldBe("");
        ReadIn(sandbox.Top, "plan.md").ShouldBe("the plan");
        ReadIn(sandbox.Top, "meanwhile.txt").ShouldBe("x");
    }

    [Theory]
    [InlineData("Squash")]
    [InlineData("AsItIs")]
    public async Task A_conflict_names_the_files_and_an_edit_in_the_way_refuses(string shape)
    {
        using var sandbox = await WithPlanAsync();
        var how = Enum.Parse<DeliveryShape>(shape);
        var ready = await ReadyAsync(sandbox, how);
        sandbox.Write("code.txt", "untracked and different");
        var before = sandbox.Sha("main");

        (await ApplyAsync(sandbox, ready))
            .ShouldBeOfType<MergeResult.Refused>()
            .Files.ShouldBe(["code.txt"]);

        sandbox.Sha("main").ShouldBe(before);
        sandbox.Git("status", "--porcelain").ShouldBe("?? code.txt");
        sandbox.CommitAll("mine");
        (await PrepareAsync(sandbox, how))
            .ShouldBeOfType<MergePreparation.Conflict>()
            .Files.ShouldBe(["code.txt"]);
    }

    [Fact]
    public async Task Equal_untracked_files_are_no_obstacle_and_stay_the_persons_own()
    {
        using var sandbox = await WithPlanAsync();
        sandbox.Write("plan.md", "the plan");
        sandbox.Write(".gitignore", "");
        sandbox.Git("config", "core.excludesFile", Path.Join(sandbox.Root, "ignored"));
        WriteIn(sandbox.Root, "ignored", "code.txt\n.gitignore\n");
        sandbox.Write("code.txt", "code");
        var before = FingerprintOf(sandbox.Top + "/plan.md/..")
            .Split('\n')
            .Where(line => line.Contains("/plan.md ") || line.Contains("/code.txt "))
            .ToList();

        await ApplyAsync(sandbox, await ReadyAsync(sandbox, DeliveryShape.Squash));

        sandbox.Git("status", "--porcelain").ShouldBe("");
        sandbox.Git("diff", "--stat", "main", Plan).ShouldBe("");
        // Not even written anew: the same time of change.
        FingerprintOf(sandbox.Top + "/plan.md/..")
            .Split('\n')
            .Where(line => line.Contains("/plan.md ") || line.Contains("/code.txt "))
            .ShouldBe(before);
        before.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_file_with_other_line_ends_is_equal_when_git_takes_it_in_as_such()
    {
        using var sandbox = await WithPlanAsync(content: "the\nplan\n");
        sandbox.Git("config", "core.autocrlf", "true");
        sandbox.Write("plan.md", "the\r\nplan\r\n");

        (
            await ApplyAsync(sandbox, await ReadyAsync(sandbox, DeliveryShape.Squash))
        ).ShouldBeOfType<MergeResult.Merged>();

        ReadIn(sandbox.Top, "plan.md").ShouldBe("the\r\nplan\r\n");
        sandbox.Git("status", "--porcelain", "plan.md").ShouldBe("");
    }

    [Theory]
    [InlineData("other.md", "beside")]
    [InlineData("code.txt", "different")]
    public async Task A_refusal_leaves_equal_files_as_they_were(string _, string content)
    {
        using var sandbox = await WithPlanAsync();
        sandbox.Write("plan.md", "the plan");
        sandbox.Write("code.txt", content);
        var before = sandbox.Sha("main");

        (await ApplyAsync(sandbox, await ReadyAsync(sandbox, DeliveryShape.Squash)))
            .ShouldBeOfType<MergeResult.Refused>()
            .Files.ShouldBe(["code.txt"]);

        sandbox.Sha("main").ShouldBe(before);
        sandbox.Git("status", "--porcelain").ShouldBe("?? code.txt\n?? plan.md");
        ReadIn(sandbox.Top, "plan.md").ShouldBe("the plan");
        ReadIn(sandbox.Top, "code.txt").ShouldBe(content);
    }

    [Fact]
    public async Task An_ignored_file_that_differs_is_not_replaced_without_a_word()
    {
        using var sandbox = await WithPlanAsync();
        WriteIn(sandbox.Top, ".git/info/exclude", "code.txt\n");
        sandbox.Write("code.txt", "my own");

        (await ApplyAsync(sandbox, await ReadyAsync(sandbox, DeliveryShape.Squash)))
            .ShouldBeOfType<MergeResult.Refused>()
            .Files.ShouldBe(["code.txt"]);

        ReadIn(sandbox.Top, "code.txt").ShouldBe("my own");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_in_between_loses_nothing_and_a_second_try_works(bool edited)
    {
        using var sandbox = await WithPlanAsync();
        sandbox.Write("plan.md", "the plan");
        var ready = await ReadyAsync(sandbox, DeliveryShape.Squash);
        // As far as it comes before the merge itself.
        var found = await EqualFiles.FindAsync(sandbox.Top, ready.Move, Deadline);
        found.Select(file => file.Path).ShouldBe(["plan.md"]);
        (await EqualFiles.TakeInAsync(sandbox.Top, found, Deadline)).Ok.ShouldBeTrue();
        ReadIn(sandbox.Top, "plan.md").ShouldBe("the plan");
        if (edited)
            sandbox.Write("plan.md", "edited since");

        (await ApplyAsync(sandbox, ready)).ShouldBeOfType<MergeResult.Merged>();

        ReadIn(sandbox.Top, "plan.md").ShouldBe(edited ? "edited since" : "the plan");
        sandbox.Git("status", "--porcelain").ShouldBe(edited ? " M plan.md" : "");
    }

    [Fact]
    public async Task A_merge_that_fails_at_its_last_step_goes_back_without_taking_equal_files_along()
    {
        using var sandbox = await WithPlanAsync();
        sandbox.Write("plan.md", "the plan");
        var ready = await ReadyAsync(sandbox, DeliveryShape.Squash);
        var before = sandbox.Sha("main");
        // Files and index go forward, then the branch cannot.
        var found = await EqualFiles.FindAsync(sandbox.Top, ready.Move, Deadline);
        await EqualFiles.TakeInAsync(sandbox.Top, found, Deadline);
        sandbox.Git("read-tree", "-m", "-u", before, ready.Squash);
        File.Exists(Path.Join(sandbox.Top, "code.txt")).ShouldBeTrue();

        await ForwardGuard.GoBackAsync(sandbox.Top, ready.Move, found, Deadline);
        await EqualFiles.GiveBackAsync(sandbox.Top, found, Deadline);

        sandbox.Git("status", "--porcelain").ShouldBe("?? plan.md");
        ReadIn(sandbox.Top, "plan.md").ShouldBe("the plan");
    }

    [Fact]
    public async Task A_file_behind_a_link_is_not_taken_for_the_one_that_comes()
    {
        using var sandbox = await CreateAsync();
        await PlanBranch.CommitAsync(
            sandbox.Repo,
            Plan,
            sandbox.Sha("main"),
            new Dictionary<string, byte[]?> { ["docs/plan.md"] = "x"u8.ToArray() },
            "x",
            Deadline
        );
        WriteIn(sandbox.Root, "outside/plan.md", "x");
        File.CreateSymbolicLink(Path.Join(sandbox.Top, "docs"), Path.Join(sandbox.Root, "outside"));

        (
            await ApplyAsync(sandbox, await ReadyAsync(sandbox, DeliveryShape.Squash))
        ).ShouldBeOfType<MergeResult.Refused>();

        ReadIn(sandbox.Root, "outside/plan.md").ShouldBe("x");
        sandbox.Git("status", "--porcelain").ShouldBe("?? docs");
    }

    private static async Task<GitSandbox> WithPlanAsync(string content = "the plan")
    {
        var sandbox = await CreateAsync();
        await CommitAsync(sandbox, "plan.md", content);
        await CommitAsync(sandbox, "code.txt", "code");
        return sandbox;
    }

    private static async Task CommitAsync(GitSandbox sandbox, string path, string content) =>
        (
            await PlanBranch.CommitAsync(
                sandbox.Repo,
                Plan,
                sandbox.Sha("main"),
                new Dictionary<string, byte[]?>
                {
                    [path] = System.Text.Encoding.UTF8.GetBytes(content),
                },
                path,
                Deadline
            )
        ).ShouldBeOfType<PlanCommit.Done>();

    private static Task<MergePreparation> PrepareAsync(GitSandbox sandbox, DeliveryShape shape) =>
        Delivery.PrepareAsync(
            sandbox.Repo,
            Plan,
            "main",
            shape,
            "Deliver",
            new Dictionary<string, byte[]>(),
            Deadline
        );

    private static async Task<MergePreparation.Ready> ReadyAsync(
        GitSandbox sandbox,
        DeliveryShape shape
    ) => (await PrepareAsync(sandbox, shape)).ShouldBeOfType<MergePreparation.Ready>();

    private static Task<MergeResult> ApplyAsync(GitSandbox sandbox, MergePreparation.Ready ready) =>
        Delivery.ApplyAsync(sandbox.Repo, ready, Plan, "main", Deadline);
}
