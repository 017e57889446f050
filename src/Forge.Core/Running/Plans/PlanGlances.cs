using System.Collections.Concurrent;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Core.Git.Radar;

namespace Forge.Core.Running.Plans;

/// <summary>
/// The newest commit of each living attempt of a plan: its head, a snapshot that was taken on top of it, or what lies in the
/// worktree of an agent that is in the middle of a turn.
/// </summary>
internal sealed class PlanGlances(RunningParts parts)
{
    /// <summary>How often a worktree is read while its agent works. Reading one of 20,000 files takes 65 ms.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, Glance> _last = new();

    /// <param name="On">The head at that moment.</param>
    private sealed record Glance(DateTimeOffset At, string On, string? Commit);

    public string? Of(Guid attempt) => _last.GetValueOrDefault(attempt)?.Commit;

    public async Task<IReadOnlyList<RadarAttempt>> HeadsAsync(PlanLook look, CancellationToken ct)
    {
        var live = look
            .Facts.Groups.Select((group, order) => (Group: group, Order: order))
            .Where(one => RadarSeen.IsLive(look, one.Group))
            .Select(one => (one.Group.Id, one.Group.Attempt, one.Order))
            .ToList();
        foreach (var gone in _last.Keys.Except(live.Select(g => g.Attempt!.Id)))
            _last.TryRemove(gone, out _);
        var snapshots = await Snapshots
            .NewestAsync(look.Repo, [.. live.Select(g => g.Attempt!.Id)], ct)
            .ConfigureAwait(false);
        List<RadarAttempt> heads = [];
        foreach (var (_, attempt, order) in live)
        {
            var head = attempt!.Head!;
            var glance = await GlanceAsync(look, attempt, ct).ConfigureAwait(false);
            // Of before a commit, a rebase or a merge it would tell of what is no more.
            if (glance is null && snapshots.TryGetValue(attempt.Id, out var kept))
                glance = kept.Parent == head ? kept.Sha : null;
            heads.Add(new RadarAttempt(attempt.Id, glance ?? head, order));
        }
        return heads;
    }

    private async Task<string?> GlanceAsync(
        PlanLook look,
        GroupAttemptFacts facts,
        CancellationToken ct
    )
    {
        if (
            facts.Phase != GroupAttemptPhase.Working
            || look.Record.Attempts.GetValueOrDefault(facts.Id)
                is not { Stage: AttemptStage.Ready } attempt
            || !AttemptWorktree.Stands(attempt.Worktree)
        )
        {
            _last.TryRemove(facts.Id, out _);
            return null;
        }
        var now = parts.Time.GetUtcNow();
        var last = _last.GetValueOrDefault(facts.Id);
        if (last is null)
            // It has just begun.
            _last[facts.Id] = last = new Glance(now, facts.Head!, null);
        else if (now - last.At >= Every)
            _last[facts.Id] = last = new Glance(
                now,
                facts.Head!,
                await WorktreeGlance
                    .TakeAsync(look.Repo, attempt.Worktree, ct)
                    .ConfigureAwait(false)
            );
        return last.On == facts.Head ? last.Commit : null;
    }
}
