#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class CopiedFilesTests
{
    [Fact]
    public async Task What_the_project_names_is_copied_with_its_mode_and_what_lacks_is_told()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        sandbox.Write(".env", "KEY=1");
        sandbox.Write("deep/.env", "not named");
        sandbox.Write("config/x.local.json", "{}");
        sandbox.Write("config/y.json", "{}");
        sandbox.Write("certs/a/b.pem", "pem");
        sandbox.Write("un gewöhn\nlich.txt", "odd");
        File.SetUnixFileMode(
            Path.Join(sandbox.Top, ".env"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite
        );

        var result = await CopyAsync(
            sandbox,
            tree,
            ".env, config/*.local.json\n/certs/, un*, nothing.txt, ../outside"
        );

        result.Copied.ShouldBe(
            [".env", "certs/a/b.pem", "config/x.local.json", "un gewöhn\nlich.txt"],
            ignoreOrder: true
        );
        result.Missing.ShouldBe(["nothing.txt", "../outside"]);
        ReadIn(tree.Worktree, ".env").ShouldBe("KEY=1");
        File.GetUnixFileMode(Path.Join(tree.Worktree, ".env"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_include_file_is_read_as_git_reads_ignore_files()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        sandbox.Write(".gitignore", "*.local\nsecrets/\n");
        sandbox.Write(".worktreeinclude", "# comment\n*.local\n!not.local\nsecrets/\n");
        sandbox.Write("x.local", "x");
        sandbox.Write("deep/y.local", "y");
        sandbox.Write("not.local", "no");
        sandbox.Write("secrets/s", "s");

        var result = await CopyAsync(sandbox, tree, null);

        result.Copied.ShouldBe(["deep/y.local", "secrets/s", "x.local"], ignoreOrder: true);
        result.Missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_leads_out_is_not_followed_and_one_that_stays_becomes_a_file()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(sandbox.Root, "outside/secret", "secret");
        sandbox.Write("real.env", "inside");
        Directory.CreateDirectory(Path.Join(sandbox.Top, "links"));
        void Link(string name, string to) =>
            File.CreateSymbolicLink(Path.Join(sandbox.Top, "links", name), to);
        Link("out.env", Path.Join(sandbox.Root, "outside/secret"));
        Link("up.env", "../../outside/secret");
        Link("in.env", Path.Join(sandbox.Top, "real.env"));
        Link("broken.env", "nowhere");
        Link("folder.env", "../../outside");

        var result = await CopyAsync(sandbox, tree, "links/*.env");

        result.Copied.ShouldBe(["links/in.env"]);
        result.Refused.Count.ShouldBe(4);
        new FileInfo(Path.Join(tree.Worktree, "links/in.env")).LinkTarget.ShouldBeNull();
        ReadIn(tree.Worktree, "links/in.env").ShouldBe("inside");
    }

    [Fact]
    public async Task A_place_that_leads_out_of_the_worktree_is_refused()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var outside = Directory.CreateDirectory(Path.Join(sandbox.Root, "outside")).FullName;
        Directory.CreateSymbolicLink(Path.Join(tree.Worktree, "out"), outside);
        sandbox.Write("out/x.env", "x");

        var result = await CopyAsync(sandbox, tree, "out/x.env");

        result.Refused.ShouldBe(["out/x.env"]);
        Directory.EnumerateFileSystemEntries(outside).ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_that_are_there_are_never_overwritten()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("tracked.env", "tracked");
        sandbox.CommitAll("tracked");
        var tree = await sandbox.AttemptAsync();
        sandbox.Git("rm", "-q", "--cached", "tracked.env");
        sandbox.Write("tracked.env", "mine");
        sandbox.Write("own.env", "mine");
        WriteIn(tree.Worktree, "own.env", "the agent's");

        var result = await CopyAsync(sandbox, tree, "*.env");

        result.Copied.ShouldBeEmpty();
        ReadIn(tree.Worktree, "tracked.env").ShouldBe("tracked");
        ReadIn(tree.Worktree, "own.env").ShouldBe("the agent's");
    }

    private static Task<CopyResult> CopyAsync(
        GitSandbox sandbox,
        AttemptTree tree,
        string? setting
    ) => CopiedFiles.CopyAsync(sandbox.Top, tree.Worktree, CopiedFiles.Globs(setting), Deadline);
}
