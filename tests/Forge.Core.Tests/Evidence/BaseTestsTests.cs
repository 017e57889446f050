using Forge.Core.Evidence;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Evidence;

public sealed class BaseTestsTests
{
    [Fact]
    public async Task The_work_stays_and_the_tests_are_as_they_were()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("src/a.cs", "old\n");
        sandbox.Write("tests/changed.cs", "strict\n");
        sandbox.Write("tests/deleted.cs", "deleted\n");
        sandbox.Write("tests/folder", "a file\n");
        sandbox.Write("tests/run.sh", "#!/bin/sh\n");
        sandbox.Git("add", "-A");
        sandbox.Git("update-index", "--chmod=+x", "tests/run.sh");
        sandbox.Git("commit", "-q", "-m", "base");
        sandbox.Git("checkout", "-q", "--", "tests/run.sh");
        var from = sandbox.Sha("main");
        sandbox.Write("src/a.cs", "new\n");
        sandbox.Write("tests/changed.cs", "lenient\n");
        sandbox.Write("tests/added.cs", "added\n");
        File.Delete(Path.Join(sandbox.Top, "tests/deleted.cs"));
        File.Delete(Path.Join(sandbox.Top, "tests/folder"));
        sandbox.Write("tests/folder/inner.cs", "inner\n");
        sandbox.Write("tests/run.sh", "exit 0\n");
        var head = sandbox.CommitAll("work");
        var refs = sandbox.Git("for-each-ref");
        var status = sandbox.Git("status", "--porcelain");
        string[] changed =
        [
            .. sandbox.Git("diff", "--name-only", "--no-renames", from, head).Split('\n'),
        ];

        var commit = await BaseTests.MakeAsync(
            sandbox.Repo,
            head,
            from,
            TestFiles.TestsChanged(changed),
            Deadline
        );

        commit.ShouldNotBeNull();
        sandbox.Git("rev-parse", commit + "^").ShouldBe(head);
        sandbox
            .Git("ls-tree", "-r", "--name-only", commit)
            .Split('\n')
            .ShouldBe([
                "a.txt",
                "dir/b.txt",
                "src/a.cs",
                "tests/added.cs",
                "tests/changed.cs",
                "tests/deleted.cs",
                "tests/folder",
                "tests/run.sh",
            ]);
        sandbox.Git("show", commit + ":src/a.cs").ShouldBe("new");
        sandbox.Git("show", commit + ":tests/changed.cs").ShouldBe("strict");
        sandbox.Git("show", commit + ":tests/added.cs").ShouldBe("added");
        sandbox.Git("ls-tree", commit, "tests/run.sh").ShouldStartWith("100755");
        sandbox.Git("for-each-ref").ShouldBe(refs);
        sandbox.Git("status", "--porcelain").ShouldBe(status);

        var folder = Path.Join(sandbox.Root, "copies");
        await using var copy = await CleanCopy.MakeAsync(sandbox.Repo, commit, folder, Deadline);
        ReadIn(copy.Path, "tests/deleted.cs").ShouldBe("deleted\n");
    }

    [Fact]
    public async Task Where_only_tests_were_added_there_are_no_earlier_ones()
    {
        using var sandbox = await CreateAsync();
        var from = sandbox.Sha("main");
        sandbox.Write("tests/new.cs", "x\n");
        var head = sandbox.CommitAll("work");

        (
            await BaseTests.MakeAsync(sandbox.Repo, head, from, ["tests/new.cs"], Deadline)
        ).ShouldBeNull();
        (await BaseTests.MakeAsync(sandbox.Repo, head, from, [], Deadline)).ShouldBeNull();
    }

    [Theory]
    [InlineData("tests/a.py")]
    [InlineData("src/test/java/App.java")]
    [InlineData("web/src/__tests__/list.tsx")]
    [InlineData("web/src/__snapshots__/list.tsx.snap")]
    [InlineData("spec/models/user.rb")]
    [InlineData("models/user_spec.rb")]
    [InlineData("internal/store_test.go")]
    [InlineData("src/a.test.ts")]
    [InlineData("src/a.spec.tsx")]
    [InlineData("src/a.e2e.ts")]
    [InlineData("src/a-test.js")]
    [InlineData("test_views.py")]
    [InlineData("conftest.py")]
    [InlineData("Shop/OrderTests.cs")]
    [InlineData("Shop/OrderTest.java")]
    [InlineData("Shop.Tests/Order.cs")]
    [InlineData("src/tests.rs")]
    [InlineData("run.bats")]
    [InlineData("vitest.config.ts")]
    [InlineData("src/ShopTests.csproj.Tests/x.cs")]
    public void These_are_tests(string path) => TestFiles.IsTest(path).ShouldBeTrue();

    [Theory]
    [InlineData("src/contest.cs")]
    [InlineData("src/latest.ts")]
    [InlineData("src/Attest.cs")]
    [InlineData("src/LATEST.cs")]
    [InlineData("docs/testing.md")]
    [InlineData("src/testable/a.cs")]
    [InlineData("src/inspector.ts")]
    [InlineData("src/aspect.java")]
    [InlineData("protester.py")]
    [InlineData("test")]
    [InlineData("src/greatest_hits.py")]
    [InlineData("src/Respec.cs")]
    public void These_are_not(string path) => TestFiles.IsTest(path).ShouldBeFalse();

    [Fact]
    public void Changed_tests_are_listed_once_and_in_order() =>
        TestFiles
            .TestsChanged(["src/a.cs", "tests/b.cs", "a_test.go", "tests/b.cs"])
            .ShouldBe(["a_test.go", "tests/b.cs"]);
}
