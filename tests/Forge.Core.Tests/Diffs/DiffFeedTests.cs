#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Diffs;
using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Diffs;

public sealed class DiffFeedTests
{
    [Fact]
    public async Task Edits_additions_and_deletions_are_counted_by_git_and_carry_their_content()
    {
        await using var live = await DiffSandbox.CreateAsync();
        await live.AllAsync();
        live.Write("a.txt", "one\nTWO\nthree\nfour\n");
        live.Write("new.txt", "x\ny\n");
        live.Delete("dir/b.txt");

        var files = await live.Feed.ContentsAsync((await live.AllAsync()).Changed, Deadline);

        files.ShouldBe(
            [
                new FileDiff(
                    DiffChange.Modified,
                    "a.txt",
                    "a.txt",
                    "one\ntwo\nthree\n",
                    "one\nTWO\nthree\nfour\n",
                    false,
                    2,
                    1
                ),
                new FileDiff(DiffChange.Deleted, "dir/b.txt", null, "b\n", null, false, 0, 1),
                new FileDiff(DiffChange.Added, null, "new.txt", null, "x\ny\n", false, 2, 0),
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_file_that_is_again_as_it_was_is_removed_from_the_diff()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Write("a.txt", "other");
        live.Write("brief.txt", "x");
        var before = await live.AllAsync();
        before.Changed.Count.ShouldBe(2);

        live.Write("a.txt", "one\ntwo\nthree\n");
        live.Delete("brief.txt");
        await live.Feed.SettleAsync(Deadline);
        var page = await live.Feed.ReadAsync(before.Next, Deadline);

        page.Changed.ShouldBeEmpty();
        page.Removed.ShouldBe(["a.txt", "brief.txt"]);
        (await live.AllAsync()).Changed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_is_told_only_what_is_new_since_its_version()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Write("x", "1");
        var first = await live.AllAsync();
        live.Write("y", "1");
        await live.Feed.SettleAsync(Deadline);

        var second = await live.Feed.ReadAsync(first.Next, Deadline);
        var third = await live.Feed.ReadAsync(second.Next, Deadline);

        second.Changed.ShouldHaveSingleItem().Path.ShouldBe("y");
        third.Changed.ShouldBeEmpty();
        third.Next.ShouldBe(second.Next);
    }

    [Fact]
    public async Task A_rename_is_one_entry_with_both_names()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Move("a.txt", "sub dir/ü\n\"q\".txt");

        var file = await live.OnlyFileAsync();

        file.Change.ShouldBe(DiffChange.Renamed);
        file.OldPath.ShouldBe("a.txt");
        file.NewPath.ShouldBe("sub dir/ü\n\"q\".txt");
        (file.Additions, file.Deletions).ShouldBe((0, 0));
        file.NewContent.ShouldBe(file.OldContent);
    }

    [Fact]
    public async Task A_mode_alone_is_a_permission_change_and_a_link_shows_where_it_points()
    {
        await using var live = await DiffSandbox.CreateAsync();
        File.SetUnixFileMode(Path.Join(live.Top, "a.txt"), (UnixFileMode)0b111_101_101);
        live.Bell.Ring(Path.Join(live.Top, "a.txt"));
        (await live.OnlyAsync()).Change.ShouldBe(DiffChange.PermissionChange);
        live.Delete("a.txt");
        File.CreateSymbolicLink(Path.Join(live.Top, "a.txt"), "/etc/passwd");
        live.Bell.Ring(Path.Join(live.Top, "a.txt"));

        var link = await live.OnlyFileAsync();

        link.Change.ShouldBe(DiffChange.Modified);
        link.NewContent.ShouldBe("/etc/passwd");
    }

    [Fact]
    public async Task A_binary_file_has_neither_content_nor_counts()
    {
        await using var live = await DiffSandbox.CreateAsync();
        File.WriteAllBytes(Path.Join(live.Top, "bin.dat"), [0, 1, 2, 255]);
        live.Bell.Ring(Path.Join(live.Top, "bin.dat"));

        (await live.OnlyFileAsync()).ShouldBe(
            new FileDiff(DiffChange.Added, null, "bin.dat", null, null, false, null, null)
        );
    }

    [Fact]
    public async Task A_big_file_has_right_counts_and_no_content()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Write("big.txt", string.Concat(Enumerable.Repeat("0123456789abcde\n", 70_000)));

        (await live.OnlyFileAsync()).ShouldBe(
            new FileDiff(DiffChange.Added, null, "big.txt", null, null, true, 70_000, 0)
        );
    }

    [Fact]
    public async Task Ignored_directories_are_neither_shown_nor_watched()
    {
        await using var live = await DiffSandbox.CreateAsync(before: git =>
        {
            git.Write(".gitignore", "node_modules/\n*.log\n");
            git.CommitAll("ignore");
        });
        await live.AllAsync();
        live.Write("node_modules/deep/x.js", "x");
        live.Write("pkg/node_modules/y/z.js", "x");
        live.Write("pkg/index.js", "x");
        live.Write("x.log", "1");
        live.Write("x.log", "2");

        (await live.NamesAsync()).ShouldBe(["Added pkg/index.js"]);
        live.Bell.Directories.ShouldContain(Path.Join(live.Top, "pkg"));
        live.Bell.Directories.ShouldNotContain(one => one.Contains("node_modules"));
    }

    [Fact]
    public async Task A_changed_ignore_file_is_followed_both_ways()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Write("out/x.log", "x");
        (await live.NamesAsync()).ShouldBe(["Added out/x.log"]);
        live.Write(".gitignore", "out/\n");
        (await live.NamesAsync()).ShouldBe(["Added .gitignore"]);
        live.Write(".gitignore", "");
        live.Write("out/y.log", "y");

        (await live.NamesAsync()).ShouldBe([
            "Added .gitignore",
            "Added out/x.log",
            "Added out/y.log",
        ]);
    }

    [Fact]
    public async Task A_file_that_is_tracked_by_force_is_shown_although_it_is_ignored()
    {
        await using var live = await DiffSandbox.CreateAsync(before: git =>
        {
            git.Write(".gitignore", "*.log\n");
            git.CommitAll("ignore");
        });
        live.Write("x.log", "x");
        (await live.NamesAsync()).ShouldBeEmpty();
        GitIn(live.Top, "add", "-f", "x.log");
        live.Bell.Ring(Path.Join(GitDirectories.Of(live.Top)!, "index"));

        (await live.NamesAsync()).ShouldBe(["Added x.log"]);
    }

    [Fact]
    public async Task What_was_there_before_the_feed_opened_is_there()
    {
        await using var live = await DiffSandbox.CreateAsync(within: tree =>
        {
            WriteIn(tree.Worktree, "early/deep/x", "x");
            Directory.CreateDirectory(Path.Join(tree.Worktree, "empty/deep"));
        });
        (await live.NamesAsync()).ShouldBe(["Added early/deep/x"]);
        live.Write("empty/deep/y", "y");

        (await live.NamesAsync()).ShouldBe(["Added early/deep/x", "Added empty/deep/y"]);
    }

    [Fact]
    public async Task Directories_that_are_made_moved_and_replaced_are_followed()
    {
        await using var live = await DiffSandbox.CreateAsync();
        await live.AllAsync();
        live.Write("n/e/w/x", "x");
        await live.AllAsync();
        live.Move("n", "moved");
        await live.AllAsync();
        live.Write("moved/e/w/later", "later");
        (await live.NamesAsync()).ShouldBe(["Added moved/e/w/later", "Added moved/e/w/x"]);
        live.Delete("dir");
        live.Write("dir", "a file now");
        live.Delete("moved/e");
        Directory.CreateSymbolicLink(Path.Join(live.Top, "moved/e"), "../..");
        live.Bell.Ring(Path.Join(live.Top, "moved/e"));

        (await live.NamesAsync()).ShouldBe(["Added dir", "Added moved/e", "Deleted dir/b.txt"]);
    }

    [Fact]
    public async Task The_agents_index_and_the_repositorys_store_stay_untouched()
    {
        await using var live = await DiffSandbox.CreateAsync();
        await live.AllAsync();
        var git = GitDirectories.Of(live.Top)!;
        var objects = Path.Join(live.Git.Top, ".git/objects");
        var before = FingerprintOf(git) + Names(objects);

        live.Write("x", "1");
        await live.AllAsync();
        live.Write("x", "2");
        live.Write("a.txt", "3");
        await live.Feed.RefreshAsync(Deadline);
        (await live.AllAsync()).Changed.Count.ShouldBe(2);

        (FingerprintOf(git) + Names(objects)).ShouldBe(before);
    }

    private static string Names(string directory) =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task Commits_of_the_agent_change_nothing_and_a_reset_is_seen()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Write("x", "x");
        var before = await live.AllAsync();
        CommitAllIn(live.Top, "the agent's own");
        live.Bell.Ring(Path.Join(GitDirectories.Of(live.Top)!, "index"));
        await live.Feed.SettleAsync(Deadline);
        (await live.Feed.ReadAsync(before.Next, Deadline)).Changed.ShouldBeEmpty();

        GitIn(live.Top, "reset", "-q", "--hard", live.Base);
        live.Bell.Ring(Path.Join(live.Top, "x"));

        (await live.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_base_changes_the_diff()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Write("x", "x");
        (await live.NamesAsync()).ShouldBe(["Added x"]);
        var head = CommitAllIn(live.Top, "x");

        live.Feed.Rebase(head);
        live.Write("y", "y");

        (await live.NamesAsync()).ShouldBe(["Added y"]);
    }

    [Fact]
    public async Task Lost_events_and_the_agents_own_word_are_enough()
    {
        await using var live = await DiffSandbox.CreateAsync();
        await live.AllAsync();
        WriteIn(live.Top, "silent/one", "1");
        live.Feed.Touch(Path.Join(live.Top, "silent/one"));
        live.Feed.Touch("/etc/passwd");
        live.Feed.Touch("../outside");
        (await live.NamesAsync()).ShouldBe(["Added silent/one"]);
        WriteIn(live.Top, "silent/two", "2");
        (await live.NamesAsync()).ShouldBe(["Added silent/one"]);
        live.Bell.Lose();

        (await live.NamesAsync()).ShouldBe(["Added silent/one", "Added silent/two"]);
    }

    [Fact]
    public async Task More_files_at_once_than_can_be_named_are_all_found()
    {
        await using var live = await DiffSandbox.CreateAsync();
        await live.AllAsync();
        for (var i = 0; i < 300; i++)
            live.Write($"many/{i % 7}/{i}", "x");

        (await live.AllAsync()).Changed.Count.ShouldBe(300);
    }

    [Fact]
    public async Task A_submodule_shows_its_pointer_and_a_repository_inside_shows_nothing()
    {
        await using var live = await DiffSandbox.CreateAsync(before: git =>
        {
            git.Git(
                "update-index",
                "--add",
                "--cacheinfo",
                "160000,1111111111111111111111111111111111111111,sub"
            );
            git.Git("commit", "-q", "-m", "submodule");
        });
        var nested = Directory.CreateDirectory(Path.Join(live.Top, "nested")).FullName;
        GitIn(nested, "init", "-q");
        WriteIn(nested, "x", "x");
        live.Bell.Ring(nested);
        (await live.NamesAsync()).ShouldBeEmpty();

        GitIn(
            live.Top,
            "update-index",
            "--add",
            "--cacheinfo",
            "160000,2222222222222222222222222222222222222222,sub"
        );
        await live.Feed.RefreshAsync(Deadline);

        var file = await live.OnlyFileAsync();
        file.NewPath.ShouldBe("sub");
        file.NewContent.ShouldBe("Subproject commit 2222222222222222222222222222222222222222\n");
    }

    [Fact]
    public async Task A_worktree_that_goes_ends_the_feed_and_its_commits_tell_the_rest()
    {
        await using var live = await DiffSandbox.CreateAsync();
        live.Write("x", "x\n");
        await live.AllAsync();
        var head = CommitAllIn(live.Top, "x");
        await Worktrees.RemoveAsync(
            live.Git.Repo,
            live.Tree.Attempt,
            live.Top,
            live.Git.Trash,
            DateTimeOffset.UnixEpoch,
            Deadline
        );
        await live.Feed.RefreshAsync(Deadline);

        var page = await live.Feed.ReadAsync(0, Deadline);
        page.HasEnded.ShouldBeTrue();
        page.Changed.ShouldHaveSingleItem();
        var committed = await CommittedDiff.ReadAsync(live.Git.Repo, live.Base, head, Deadline);
        var files = await CommittedDiff.ContentsAsync(live.Git.Repo, committed, Deadline);
        files.ShouldBe([new FileDiff(DiffChange.Added, null, "x", null, "x\n", false, 1, 0)]);
    }

    [Fact]
    public async Task A_first_look_that_fails_is_told_and_never_an_empty_diff()
    {
        await using var live = await DiffSandbox.CreateAsync();
        await using var lease = live.Live.Open(
            Guid.NewGuid(),
            live.Git.Repo,
            live.Top,
            "1111111111111111111111111111111111111111"
        );

        await Should.ThrowAsync<RuleBroken>(() => lease.Feed.ReadAsync(0, Deadline));
        lease.Feed.Rebase(live.Base);
        await lease.Feed.SettleAsync(Deadline);

        (await lease.Feed.ReadAsync(0, Deadline)).Changed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_feed_that_nothing_rings_for_does_not_look()
    {
        await using var live = await DiffSandbox.CreateAsync(byHand: false);
        await live.UntilAsync(_ => true);
        WriteIn(live.Top, "x", "x");
        await live.UntilAsync(seen => seen.ContainsKey("x"));
        await live.Feed.SettleAsync(Deadline);
        var before = live.Feed.Looks;

        // Whatever its own calls of git touched would ring before this.
        WriteIn(live.Top, "y", "y");
        await live.UntilAsync(seen => seen.ContainsKey("y"));

        (live.Feed.Looks - before).ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task Openers_of_one_attempt_share_a_feed_until_the_last_goes()
    {
        await using var live = await DiffSandbox.CreateAsync();
        var id = live.Tree.Attempt;
        var second = live.Live.Open(id, live.Git.Repo, live.Top, live.Base);
        second.Feed.ShouldBeSameAs(live.Feed);

        await second.DisposeAsync();
        await second.DisposeAsync();
        live.Live.Find(id).ShouldBeSameAs(live.Feed);
        await live.Lease.DisposeAsync();

        live.Live.Find(id).ShouldBeNull();
        live.Bell.Directories.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Join(live.Git.Root, "scratch")).ShouldBeEmpty();
    }
}
