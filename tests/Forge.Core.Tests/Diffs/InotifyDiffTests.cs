using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Diffs;

/// <summary>With the kernel's own bell, nobody has to ring.</summary>
public sealed class InotifyDiffTests
{
    [Fact]
    public async Task A_readers_bell_rings_for_edits_new_directories_renames_and_deletions()
    {
        await using var live = await DiffSandbox.CreateAsync(byHand: false);
        await live.UntilAsync(_ => true);

        WriteIn(live.Top, "a.txt", "changed\n");
        await live.UntilAsync(seen => seen.ContainsKey("a.txt"));
        WriteIn(live.Top, "new/deep/x", "1\n");
        await live.UntilAsync(seen => seen.ContainsKey("new/deep/x"));
        WriteIn(live.Top, "new/deep/x", "1\n2\n3\n");
        await live.UntilAsync(seen => seen["new/deep/x"].Additions == 3);
        Directory.Move(Path.Join(live.Top, "new"), Path.Join(live.Top, "other"));
        await live.UntilAsync(seen =>
            seen.ContainsKey("other/deep/x") && !seen.ContainsKey("new/deep/x")
        );
        WriteIn(live.Top, "other/deep/y", "y");
        await live.UntilAsync(seen => seen.ContainsKey("other/deep/y"));
        Directory.Delete(Path.Join(live.Top, "other"), recursive: true);
        GitIn(live.Top, "checkout", "-q", "a.txt");

        await live.UntilAsync(seen => seen.Count == 0);
    }

    [Fact]
    public async Task A_worktree_that_moves_away_ends_the_feed_by_itself()
    {
        await using var live = await DiffSandbox.CreateAsync(byHand: false);
        await live.UntilAsync(_ => true);

        Directory.Move(live.Top, live.Top + ".away");

        while (true)
        {
            var ticket = live.Feed.Bell.Now;
            if ((await live.Feed.ReadAsync(0, Deadline)).HasEnded)
                break;
            await Forge.Core.Streams.Bell.WaitAsync(ticket, Deadline);
        }
    }
}
