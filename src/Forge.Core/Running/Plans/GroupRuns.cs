using System.Globalization;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Planning.Reports;
using Proof = Forge.Planning.Scoring.GroupEvidence;

namespace Forge.Core.Running.Plans;

/// <summary>What each group of a plan did, for a report: its files and commits as git has them.</summary>
internal static class GroupRuns
{
    private const int MostCommits = 200;

    public static async Task<GroupRun> OfAsync(PlanLook look, Proof evidence, CancellationToken ct)
    {
        var id = evidence.GroupId;
        var record = look.Record;
        var attempt = record.AttemptOf(record.Row(id));
        var own = record.Group(id).EvidenceFolder;
        List<ChangedFile> files = [];
        List<CommitLine> commits = [];
        foreach (var part in ProvedWork.Stretches(look, id).Where(p => p.From != p.To))
        {
            files.AddRange(
                await FilesAsync(look.Repo, part.From, part.To, ct).ConfigureAwait(false)
            );
            commits.AddRange(
                await CommitsAsync(look.Repo, part.From, part.Tip, ct).ConfigureAwait(false)
            );
        }
        return new GroupRun
        {
            Evidence = evidence,
            Agent = attempt is null
                ? null
                : attempt.Executor + (attempt.Variant is { } v ? $" ({v})" : ""),
            Branch = attempt?.Branch,
            Attempts = record.GroupAttempts.Count(a => a.GroupId == id),
            Files = [.. files.Where(f => !f.Path.StartsWith(own, StringComparison.Ordinal))],
            Commits = commits,
            Issues = record.Group(id).Issues,
            Cause = look.View(id).Cause,
        };
    }

    public static async Task<IReadOnlyList<DiscardedWork>> DiscardedAsync(
        PlanLook look,
        IReadOnlyList<PlanLogLine> log,
        CancellationToken ct
    )
    {
        List<DiscardedWork> all = [];
        foreach (
            var tried in look.Record.GroupAttempts.Where(t => PlanIntervals.IsDiscarded(look, t))
        )
        {
            var attempt = look.Record.Attempts.GetValueOrDefault(tried.AttemptId);
            all.Add(
                new DiscardedWork(
                    tried.GroupId,
                    tried.AttemptId.ToString(),
                    Why(tried, log),
                    await CountAsync(look, tried, attempt, ct).ConfigureAwait(false),
                    attempt?.CostUsd is { } cost
                        ? string.Create(CultureInfo.InvariantCulture, $"${cost:0.00}")
                        : null
                )
            );
        }
        return all;
    }

    private static string Why(GroupAttempt tried, IReadOnlyList<PlanLogLine> log)
    {
        var given = log.FirstOrDefault(l =>
            l.GroupId == tried.GroupId
            && l.What is "retry" or "discard"
            && l.By != "forge"
            && l.At >= tried.CreatedAt
        );
        var cause = tried.CauseText is { } text ? $": {text}" : "";
        return given is null
            ? $"given up{cause}"
            : $"{given.By} {(given.What == "retry" ? "began it anew" : "discarded it")}{cause}";
    }

    private static async Task<int> CountAsync(
        PlanLook look,
        GroupAttempt tried,
        Attempt? attempt,
        CancellationToken ct
    )
    {
        var head = look
            .Record.Processes.GetValueOrDefault(tried.AttemptId)
            ?.Select(p => p.AfterHeadCommit)
            .LastOrDefault(c => c is not null);
        if (attempt?.BaseCommit is not { } start || head is null)
            return 0;
        var count = await look
            .Repo.Git("rev-list", "--count", $"{start}..{head}")
            .RunAsync(ct)
            .ConfigureAwait(false);
        return count.Ok && int.TryParse(count.Output.Trim(), out var commits) ? commits : 0;
    }

    private static async Task<IReadOnlyList<ChangedFile>> FilesAsync(
        GitRepository repo,
        string from,
        string to,
        CancellationToken ct
    )
    {
        var diff = await repo.Git("diff-tree", "-r", "-z", "--numstat", "--no-renames", from, to)
            .RunAsync(ct)
            .ConfigureAwait(false);
        return diff.Ok
            ?
            [
                .. from line in GitCommand.Fields(diff)
                let parts = line.Split('\t', 3)
                where parts.Length == 3
                select new ChangedFile(parts[2], Number(parts[0]), Number(parts[1])),
            ]
            : [];
    }

    // "-" of a binary file.
    private static int Number(string text) => int.TryParse(text, out var number) ? number : 0;

    private static async Task<IReadOnlyList<CommitLine>> CommitsAsync(
        GitRepository repo,
        string from,
        string to,
        CancellationToken ct
    )
    {
        var log = await repo.Git(
                "log",
                "-z",
                "--reverse",
                $"--max-count={MostCommits}",
                "--format=%H%x09%an%x09%ct%x09%s",
                $"{from}..{to}"
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        return log.Ok
            ?
            [
                .. from line in GitCommand.Fields(log)
                let parts = line.Split('\t', 4)
                where parts.Length == 4
                select new CommitLine(
                    parts[0],
                    parts[3],
                    parts[1],
                    DateTimeOffset.FromUnixTimeSeconds(
                        long.Parse(parts[2], CultureInfo.InvariantCulture)
                    )
                ),
            ]
            : [];
    }
}
