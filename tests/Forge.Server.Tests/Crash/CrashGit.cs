using System.Diagnostics;

namespace Forge.Server.Tests.Crash;

/// <summary>The repository is whole: no ref or worktree is lost, and every merge is either in its target or nowhere.</summary>
internal sealed class CrashGit(CrashGround ground, CrashRecords records)
{
    private static readonly string[] Targets = ["main", "dev"];

    private readonly string _repository = ground.Place.Repository;
    private readonly string _first = ground.Place.Git(ground.Place.Repository, "rev-parse", "main");
    private HashSet<string> _refs = [];

    public int Merges { get; private set; }

    public void Check()
    {
        CheckLocks();
        CheckRefs();
        CheckMerges();
        CheckWorktrees();
        Git("status", "--porcelain").ShouldBeEmpty("the person's own checkout");
        Git("symbolic-ref", "HEAD").ShouldBe("refs/heads/main");
        CheckObjects();
    }

    // A commit that is made while it looks is one that it had not seen when it began: real damage is there each time, and
    // an entry of a reflog that it did not know can be looked up.
    private void CheckObjects()
    {
        List<string> wrong = [];
        for (var tries = 0; tries < 5; tries++)
        {
            wrong = [.. Complaints().Distinct().Where(line => !IsThereNow(line))];
            if (wrong.Count == 0)
                return;
        }
        wrong.ShouldBeEmpty("git fsck");
    }

    private string[] Complaints()
    {
        try
        {
            return Lines(Git("fsck", "--full", "--no-dangling", "--no-progress"));
        }
        catch (InvalidOperationException failed)
        {
            return Lines(failed.Message);
        }
    }

    private bool IsThereNow(string complaint)
    {
        const string mark = "invalid reflog entry ";
        var at = complaint.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
            return false;
        try
        {
            return Git("cat-file", "-t", complaint[(at + mark.Length)..]) == "commit";
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // Turns end all the time, so a lock may be there; one that stays is nobody's.
    private void CheckLocks()
    {
        var start = Stopwatch.GetTimestamp();
        while (Locks() is { Count: > 0 } left)
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
                left.ShouldBeEmpty("git locks that nobody holds");
    }

    private List<string> Locks() =>
        [
            .. Directory.EnumerateFiles(
                Path.Combine(_repository, ".git"),
                "*.lock",
                new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }
            ),
        ];

    // Nothing of these runs may take a branch or snapshot away.
    private void CheckRefs()
    {
        var refs = Git("for-each-ref", "--format=%(refname)", "refs/heads", "refs/forge")
            .Split('\n');
        _refs.Except(refs).ShouldBeEmpty("refs that are gone");
        _refs = [.. refs];
    }

    private void CheckMerges()
    {
        ground
            .Query<string>("SELECT id FROM merges WHERE state <> 'done'")
            .ShouldBeEmpty("half merges");
        var rows = ground
            .Query<string>("SELECT merge_commit || ' ' || target_branch FROM merges")
            .Select(row => (Commit: row.Split(' ')[0], Target: row.Split(' ')[1]))
            .Concat(records.MergesOfDeleted.Select(m => (Commit: m.Key, Target: m.Value)))
            .Distinct()
            .ToLookup(m => m.Target, m => m.Commit);
        Merges = rows.Sum(target => target.Count());
        foreach (var target in Targets)
        {
            // Every commit of a target has one parent, and a row that says which merge it is; and no row is without one.
            var commits = Git("log", "--format=%H %P", $"{_first}..{target}")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            commits.ShouldAllBe(line => line.Split(' ').Length == 2);
            commits
                .Select(line => line.Split(' ')[0])
                .Order()
                .ShouldBe(rows[target].Order(), $"merges into {target}");
            var files = Git("ls-tree", "--name-only", target).Split('\n').ToHashSet();
            foreach (var attempt in records.Attempts)
                lock (attempt.Merged)
                    attempt
                        .Merged.Where(m => m.Target == target && !files.Contains(m.File))
                        .ShouldBeEmpty(
                            $"{attempt.Title} was merged into {target}, and this is missing"
                        );
        }
    }

    private void CheckWorktrees()
    {
        var known = ListedWorktrees()
            .Split('\n')
            .Where(line => line.StartsWith("worktree "))
            .Select(line => line[9..])
            .ToHashSet();
        var attempts = records
            .Attempts.Where(a => !a.Discarded)
            .Select(a => a.Id.ToString())
            .ToHashSet();
        foreach (
            var row in ground.Query<string>(
                "SELECT id || ' ' || branch || ' ' || worktree FROM attempts WHERE stage = 'ready' AND worktree_deleted = 0"
            )
        )
        {
            var (id, branch, worktree) = row.Split(' ', 3) is [var a, var b, var c]
                ? (a, b, c)
                : default;
            if (!attempts.Contains(id))
                continue;
            known.ShouldContain(worktree, $"the worktree of {branch}");
            ground
                .Place.Git(worktree, "symbolic-ref", "HEAD")
                .ShouldBe($"refs/heads/{branch}", worktree);
        }
    }

    /// <summary>A git of the server that makes a worktree at this moment has its files half written: asked again.</summary>
    private string ListedWorktrees()
    {
        for (var left = 100; ; left--)
            try
            {
                return Git("worktree", "list", "--porcelain");
            }
            catch (InvalidOperationException e)
                when (left > 0 && e.Message.Contains("/commondir: ", StringComparison.Ordinal)) { }
    }

    private string Git(params string[] arguments) => ground.Place.Git(_repository, arguments);
}
