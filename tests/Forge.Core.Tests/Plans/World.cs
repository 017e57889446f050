using Forge.Core.Domain.Plans;

namespace Forge.Core.Tests.Plans;

/// <param name="Density">Per cent of possible edges.</param>
public sealed record Scenario(
    int Count,
    int Seed,
    int Limit,
    bool Stacked,
    bool BackPressure,
    int Density,
    bool HasFinal
)
{
    /// <summary>The same answer to the same question, whenever it is asked.</summary>
    public int Chance(params int[] about) =>
        new Random(
            about.Aggregate(Seed, (mixed, part) => unchecked(mixed * 486187739 + part))
        ).Next(100);
}

internal sealed class WorldAttempt
{
    public required Guid Id { get; init; }
    public required WorldGroup Group { get; init; }
    public required int Number { get; init; }
    public string? StackedOn { get; set; }
    public bool Stacked => StackedOn is not null;
    public GroupAttemptPhase Phase { get; set; }
    public string? Base { get; set; }
    public string? Head { get; set; }
    public HashSet<string> Contains { get; set; } = [];
    public int Turns { get; set; }
    public int SentBack { get; set; }
    public bool WentOutside { get; set; }
    public GroupFailure? Failure { get; set; }

    /// <summary>Its present turn was asked for by a person, whom no limit holds back.</summary>
    public bool IsInvited { get; set; }
    public bool IsAlive => Phase is GroupAttemptPhase.Queued or GroupAttemptPhase.Working;
}

internal sealed class WorldGroup
{
    public required string Id { get; init; }
    public required int Key { get; init; }
    public required IReadOnlyList<string> DependsOn { get; init; }
    public bool IsFinal { get; init; }
    public bool HasCommands { get; init; }
    public bool Cancelled { get; set; }
    public string? ReviewedHead { get; set; }
    public WorldAttempt? Current { get; set; }
    public List<WorldAttempt> Attempts { get; } = [];
    public List<string> Merges { get; } = [];
    public HashSet<string> Reverted { get; } = [];

    /// <summary>Lost with the target, and a person said that it stays so.</summary>
    public HashSet<string> LetGo { get; } = [];
}

/// <summary>
/// What rows and git would say of a plan: commits with their ancestors, attempts, merges, proofs. Facts are made of it anew each
/// time. What only a server's memory knows - which commands it runs - is gone with it.
/// </summary>
internal sealed class World
{
    private readonly Scenario _scenario;
    private readonly Dictionary<string, HashSet<string>> _commits = [];
    private int _named;

    public World(Scenario scenario)
    {
        _scenario = scenario;
        Rules = new PlanRules(scenario.Limit, scenario.BackPressure, scenario.Stacked);
        Target = Commit("plan");
        Groups = [.. Grown(scenario)];
        ById = Groups.ToDictionary(g => g.Id);
    }

    public PlanRules Rules { get; }
    public IReadOnlyList<WorldGroup> Groups { get; }
    public IReadOnlyDictionary<string, WorldGroup> ById { get; }
    public DateTimeOffset Now { get; set; } = PlanTable.Noon;
    public string Target { get; set; }
    public bool Paused { get; set; }

    /// <summary>Passed or failed, by attempt and commit; of the whole by the target's commit.</summary>
    public Dictionary<string, bool> Proofs { get; } = [];

    /// <summary>Commands that run: forgotten by a server that dies.</summary>
    public HashSet<string> Proving { get; } = [];

    /// <summary>From now on agents and commands succeed.</summary>
    public bool IsCalm { get; set; }

    public int Chance(params int[] about) => _scenario.Chance(about);

    public string Commit(string name, params string[] parents)
    {
        if (_commits.ContainsKey(name))
            name += $"#{++_named}";
        _commits[name] = [name, .. parents.SelectMany(p => _commits[p])];
        return name;
    }

    public bool IsIn(string commit, string tip) => _commits[tip].Contains(commit);

    public IReadOnlyList<string> MergesOf(WorldGroup group) =>
        [.. group.Merges.Where(m => !group.Reverted.Contains(m) && IsIn(m, Target))];

    public bool IsTargetLost() =>
        Groups.Any(g =>
            g.Merges.Any(m => !g.Reverted.Contains(m) && !g.LetGo.Contains(m) && !IsIn(m, Target))
        );

    public IEnumerable<WorldGroup> Before(WorldGroup group) =>
        group.IsFinal ? Groups.Where(g => g != group) : group.DependsOn.Select(id => ById[id]);

    public static string ProofOf(WorldAttempt attempt) => $"{attempt.Id} {attempt.Head}";

    public string ProofOfWhole => $"whole {Target}";

    public PlanFacts Facts() =>
        new(
            new PlanIntent { Started = true, Paused = Paused },
            [.. Groups.Select(FactsOf)],
            Rules,
            Now
        )
        {
            TargetLost = IsTargetLost() ? "it was rewritten" : null,
            Whole = Proofs.TryGetValue(ProofOfWhole, out var passed)
                ? passed
                    ? WholeFact.Passed
                    : WholeFact.Failed
                : Proving.Contains(ProofOfWhole)
                    ? WholeFact.Running
                    : WholeFact.NotRun,
        };

    private GroupFacts FactsOf(WorldGroup group) =>
        new()
        {
            Id = group.Id,
            DependsOn = group.DependsOn,
            IsFinal = group.IsFinal,
            Weight = 1 + group.Key % 3,
            Cancelled = group.Cancelled,
            Merges = MergesOf(group),
            Reverted = [.. group.Reverted],
            Attempt = group.Current is { } attempt ? FactsOf(attempt) : null,
            FormerLives = group.Attempts.Exists(a => a != group.Current && a.IsAlive),
        };

    private GroupAttemptFacts FactsOf(WorldAttempt attempt) =>
        new()
        {
            Id = attempt.Id,
            Phase = attempt.Phase,
            Head = attempt.Head,
            Contains = attempt.Contains,
            Stacked = attempt.Stacked,
            Validation =
                !attempt.Group.HasCommands ? ValidationFact.None
                : Proofs.TryGetValue(ProofOf(attempt), out var passed)
                    ? passed ? ValidationFact.Passed
                        : ValidationFact.Failed
                : Proving.Contains(ProofOf(attempt)) ? ValidationFact.Running
                : ValidationFact.NotRun,
            Outside = attempt.WentOutside ? ["else.cs"] : [],
            SentBack = attempt.SentBack,
            Reviewed = attempt.Head is not null && attempt.Group.ReviewedHead == attempt.Head,
            Failure = attempt.Failure,
        };

    // Edges go to earlier keys, so there is no circle; the plan has its groups in any order.
    private static IEnumerable<WorldGroup> Grown(Scenario scenario) =>
        Enumerable
            .Range(0, scenario.Count)
            .Select(key => new WorldGroup
            {
                Id = $"G{key}",
                Key = key,
                IsFinal = scenario.HasFinal && key > 0 && key == scenario.Count - 1,
                HasCommands = scenario.Chance(key, 1) < 80,
                DependsOn =
                [
                    .. Enumerable
                        .Range(0, key)
                        .Where(on => scenario.Chance(key, on, 2) < scenario.Density)
                        .Take(4)
                        .Select(on => $"G{on}"),
                ],
            })
            .OrderBy(g => scenario.Chance(g.Key, 3));
}
