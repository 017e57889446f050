using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class PushingTests
{
    [Fact]
    public async Task Only_the_branch_goes_out_and_never_a_snapshot()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "b.txt", "work");
        await Snapshots.TakeAsync(sandbox.Repo, tree.Worktree, tree.Attempt, Deadline);
        var remote = AddRemote(sandbox, "origin");
        sandbox.Git("tag", "-a", "-m", "t", "v1", tree.Branch);
        sandbox.Git("config", "push.followTags", "true");

        var pushed = await Pushing.PushAsync(sandbox.Repo, tree.Branch, null, Deadline);

        pushed.ShouldBe(new PushResult.Pushed("origin"));
        GitIn(remote, "for-each-ref", "--format=%(refname)").ShouldBe("refs/heads/" + tree.Branch);
    }

    [Fact]
    public async Task The_persons_own_hook_runs_and_may_refuse()
    {
        using var sandbox = await CreateAsync();
        AddRemote(sandbox, "upstream");
        WorktreesTests.FailingHook(sandbox, "pre-push");

        var pushed = await Pushing.PushAsync(sandbox.Repo, "main", null, Deadline);

        pushed.ShouldBeOfType<PushResult.Rejected>();
        File.Exists(Path.Join(sandbox.Root, "hook-ran")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_remote_that_is_ahead_rejects()
    {
        using var sandbox = await CreateAsync();
        var remote = AddRemote(sandbox, "origin");
        sandbox.Git("push", "-q", "origin", "main");
        sandbox.Git("commit", "-q", "--amend", "-m", "another");

        var pushed = await Pushing.PushAsync(sandbox.Repo, "main", "origin", Deadline);

        pushed.ShouldBeOfType<PushResult.Rejected>().Text.ShouldContain("rejected");
        GitIn(remote, "log", "-1", "--format=%s", "main").ShouldBe("first");
    }

    [Fact]
    public async Task Credentials_are_not_shown_when_it_fails()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("remote", "add", "origin", "http://ada:hunter2@127.0.0.1:1/x.git");

        var pushed = await Pushing.PushAsync(sandbox.Repo, "main", null, Deadline);

        var text = pushed.ShouldBeOfType<PushResult.Rejected>().Text;
        text.ShouldNotContain("hunter2");
        text.ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task Without_a_remote_that_is_said()
    {
        using var sandbox = await CreateAsync();

        (
            await Pushing.PushAsync(sandbox.Repo, "main", null, Deadline)
        ).ShouldBeOfType<PushResult.NoRemote>();
        (
            await Pushing.PushAsync(sandbox.Repo, "main", "--all", Deadline)
        ).ShouldBeOfType<PushResult.NoRemote>();
    }

    [Theory]
    [InlineData("fatal: https://u:p@host/x", "fatal: https://***@host/x")]
    [InlineData("ssh://git@host:22/x and http://tok@h", "ssh://***@host:22/x and http://***@h")]
    [InlineData("'https://u:p%40w@host/a@b'", "'https://***@host/a@b'")]
    [InlineData("mail a@b.c stays", "mail a@b.c stays")]
    public void User_information_is_masked(string text, string masked) =>
        Credentials.Mask(text).ShouldBe(masked);

    private static string AddRemote(GitSandbox sandbox, string name)
    {
        var remote = Path.Join(sandbox.Root, "remote.git");
        sandbox.Git("init", "-q", "--bare", remote);
        sandbox.Git("remote", "add", name, remote);
        return remote;
    }
}
