using Forge.Core.Git.Plans;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Plans;

/// <summary>What git itself writes down of its runs is read as it comes, and says which refs each can have moved.</summary>
public sealed class GitTraceTests
{
    [Fact]
    public async Task Runs_that_may_move_refs_are_kept_with_their_words_place_time_and_end()
    {
        using var sandbox = await CreateAsync();
        var trace = new GitTrace(FileOf(sandbox));
        trace.Read();
        trace.Calls.ShouldBeEmpty();
        var began = TimeProvider.System.GetUtcNow();

        await RunAsync(sandbox, "status");
        await RunAsync(sandbox, "branch", "aside");
        await RunAsync(sandbox, "push", "https://me:secret@127.0.0.1:9/x", "HEAD:refs/heads/y");
        await File.AppendAllTextAsync(
            FileOf(sandbox),
            "not git's\n{\"event\":\"start\"}\n{\"event\":\"start\",\"sid"
        );
        trace.Read();

        trace.Calls.Select(c => c.Name).ShouldBe(["branch", "push"]);
        var branch = trace.Calls.First();
        branch.Text.ShouldBe("git branch aside");
        branch.Worktree.ShouldBe(sandbox.Top);
        branch.ExitCode.ShouldBe(0);
        branch.Started.ShouldBeInRange(began.AddMilliseconds(-1), branch.Ended!.Value);
        GitTrace.Lives(branch).ShouldBeFalse();
        var push = trace.Calls.Last();
        push.Text.ShouldBe("git push https://127.0.0.1:9/x HEAD:refs/heads/y");
        push.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task What_was_read_makes_room_and_a_run_on_both_sides_of_it_is_whole()
    {
        using var sandbox = await CreateAsync();
        var file = FileOf(sandbox);
        await RunAsync(sandbox, "tag", "one");
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(file, lines[..^1]);
        var trace = new GitTrace(file, most: 100);
        trace.Read();
        trace.Calls.ShouldHaveSingleItem().Ended.ShouldBeNull();
        File.Exists(file).ShouldBeFalse();

        await File.AppendAllLinesAsync(file + ".1", lines[^1..]);
        await RunAsync(sandbox, "tag", "two");
        trace.Read();
        trace.Calls.Select(c => c.Text).ShouldBe(["git tag one", "git tag two"]);
        trace.Calls.ShouldAllBe(c => c.ExitCode == 0);
        Directory.GetFiles(sandbox.Root, "git.log*").ShouldBe([file + ".1"]);

        trace.Forget(TimeProvider.System.GetUtcNow());
        trace.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_that_was_killed_does_not_live_and_one_that_goes_on_does()
    {
        var running = Call("push") with
        {
            Id = $"20260101T000000.000000Z-H0-P{Environment.ProcessId:x8}",
            Ended = null,
        };
        GitTrace.Lives(running).ShouldBeTrue();
        GitTrace.Lives(running with { Ended = Start }).ShouldBeFalse();
        GitTrace
            .Lives(running with { Id = "20260101T000000.000000Z-H0-P7fffffff" })
            .ShouldBeFalse();
        GitTrace.Lives(running with { Id = "junk" }).ShouldBeFalse();
    }

    [Theory]
    [InlineData("branch aside", "refs/heads/aside", true)]
    [InlineData("branch other", "refs/heads/aside", false)]
    [InlineData("update-ref refs/heads/aside HEAD", "refs/heads/aside", true)]
    [InlineData("update-ref --stdin", "refs/heads/aside", true)]
    [InlineData("worktree add -b aside ../x", "refs/heads/aside", true)]
    [InlineData("push /srv/x HEAD:aside", "refs/heads/aside", true)]
    [InlineData("push /srv/x HEAD", "refs/heads/aside", false)]
    [InlineData("fetch /srv/x", "refs/heads/aside", true)]
    [InlineData("homemade", "refs/heads/aside", true)]
    [InlineData("commit -m aside", "refs/heads/aside", false)]
    [InlineData("push", "refs/remotes/origin/x", true)]
    [InlineData("branch origin/x", "refs/remotes/origin/x", false)]
    public void What_a_run_can_have_moved_stands_in_its_words(string words, string name, bool could)
    {
        var move = Made(name);
        GitReach.Could(Call(words), GitPlace.Here, move, Start, false).ShouldBe(could);
        GitReach.Could(Call(words), GitPlace.Here, move, null, false).ShouldBe(could);
        GitReach
            .Could(Call(words), GitPlace.Here, move, Start.AddSeconds(5), false)
            .ShouldBeFalse();
        GitReach
            .Could(Call(words), GitPlace.Here, move, Start.AddSeconds(-5), false)
            .ShouldBeFalse();
        GitReach.Could(Call(words), GitPlace.Elsewhere, move, Start, false).ShouldBeFalse();
    }

    [Fact]
    public void Whoever_ran_at_an_unknown_place_must_have_named_it_and_who_still_runs_may_move_it_now()
    {
        var move = Made("refs/heads/aside");
        GitReach.Could(Call("fetch x"), GitPlace.Unknown, move, Start, false).ShouldBeFalse();
        GitReach.Could(Call("branch aside"), GitPlace.Unknown, move, Start, false).ShouldBeTrue();
        var running = Call("fetch x") with { Ended = null };
        GitReach.Could(running, GitPlace.Here, move, Start.AddHours(1), true).ShouldBeTrue();
        GitReach.Could(running, GitPlace.Here, move, Start.AddHours(1), false).ShouldBeFalse();
    }

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static RefViolation Made(string name) =>
        new(
            name.StartsWith("refs/remotes/", StringComparison.Ordinal)
                ? ViolationKind.Pushed
                : ViolationKind.BranchMade,
            name,
            null,
            "c"
        );

    private static GitCall Call(string words)
    {
        var all = words.Split(' ');
        return new GitCall("id", Start, all[0], all) { Ended = Start.AddSeconds(1), ExitCode = 0 };
    }

    private static string FileOf(GitSandbox sandbox) => Path.Join(sandbox.Root, "git.log");

    private static Task RunAsync(GitSandbox sandbox, params string[] arguments) =>
        (
            sandbox.Repo.Git(arguments) with
            {
                Variables = GitTrace
                    .Variables(FileOf(sandbox))
                    .ToDictionary(v => v.Key, v => (string?)v.Value),
            }
        ).RunAsync(Deadline);
}
