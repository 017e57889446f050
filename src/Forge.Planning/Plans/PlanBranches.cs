using Forge.Planning.Files;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>The branch of the plan and those of its groups; names that this plan was given before stay its own.</summary>
internal sealed class PlanBranches
{
    private readonly Wish _wish;
    private readonly PlanPlaces _places;
    private readonly PlanFacts _facts;
    private readonly PlanFindings _findings;
    private readonly BranchNames _names;
    private readonly string? _ownBefore;
    private readonly bool _wasThere;
    private readonly HashSet<string> _saidTwice;

    public PlanBranches(Wish wish, PlanPlaces places, PlanFacts facts, PlanFindings findings)
    {
        (_wish, _places, _facts, _findings) = (wish, places, facts, findings);
        if (PlanFiles.ExistingPlan(places, facts) is { } plan)
        {
            _ownBefore = HeadLines.Value(facts.Existing[plan], "Branch");
            _wasThere =
                HeadLines
                    .Value(facts.Existing[plan], "Branch strategy")
                    ?.StartsWith("existing", StringComparison.Ordinal)
                    is true;
        }
        var before = facts
            .Existing.Values.Where(MarkedText.IsIn)
            .Select(text => HeadLines.Value(text, "Branch"))
            .ToHashSet();
        _names = new BranchNames(facts.Branches.Where(b => !before.Contains(b)));
        _saidTwice =
        [
            .. wish
                .Groups.Where(g => g.Branch is not null)
                .GroupBy(g => g.Branch!)
                .Where(g => g.Count() > 1)
                .Select(g => g.Key),
        ];
    }

    /// <summary>Ask for it first: groups may not take its name.</summary>
    public PlanBranch OfPlan()
    {
        // What every group names is the plan's.
        var said =
            _wish.Branch
            ?? (
                _saidTwice.Count == 1 && _wish.Groups.All(g => g.Branch is not null)
                    ? _saidTwice.First()
                    : null
            );
        if (said is not null && IsMicro(said))
            return Micro(said);
        if (said is not null && (said == _ownBefore ? _wasThere : _names.Has(said)))
        {
            _names.Add(said);
            return new PlanBranch(
                said,
                BranchStrategy.Existing,
                said,
                $"existing; `{said}` was there, and the document names it"
            );
        }
        var wanted = said is null ? BranchNames.OfPlan(_places.Slug) : BranchNames.Safe(said);
        var name = Claim(wanted, said, _ownBefore, "the plan", _wish.Status.Line);
        return new PlanBranch(
            name,
            BranchStrategy.Dedicated,
            _facts.BaseBranch,
            $"dedicated; each group has a branch of its own that lands on `{name}`"
        );
    }

    // Where the person stands may be another branch the next time: what was said then still counts.
    private PlanBranch Micro(string said)
    {
        var target = said.Contains("micro", StringComparison.OrdinalIgnoreCase)
            ? _ownBefore ?? _facts.BaseBranch ?? "main"
            : said;
        _names.Add(target);
        return new PlanBranch(
            target,
            BranchStrategy.MicroTask,
            target,
            $"micro-task; straight onto `{target}`, because the document says so"
        );
    }

    public string OfGroup(WishGroup group)
    {
        var said =
            group.Branch is { } own
            && !_saidTwice.Contains(own)
            && own != _wish.Branch
            && !IsMicro(own)
                ? own
                : null;
        var standard = BranchNames.OfGroup(_places.Slug, group.Id);
        var before =
            _facts.Existing.TryGetValue(_places.TaskFile(group.Id), out var text)
            && MarkedText.IsIn(text)
                ? HeadLines.Value(text, "Branch")
                : null;
        return Claim(
            said is null ? standard : BranchNames.Safe(said),
            said,
            before,
            $"group {group.Id}",
            group.Line
        );
    }

    private static bool IsMicro(string said) =>
        said is "main" or "master" or "trunk"
        || said.Contains("micro-task", StringComparison.OrdinalIgnoreCase);

    private string Claim(string? wanted, string? said, string? before, string whose, int line)
    {
        if (wanted is null || _names.InTheWay(wanted) is not null)
        {
            var why = wanted is null
                ? $"\"{said}\" has no letter or digit that a branch can have"
                : $"the branch \"{_names.InTheWay(wanted)}\" is there, and git takes no {wanted} beside it";
            _findings.Halt("branch-unusable", line, $"{whose} can have no branch: {why}");
            return wanted ?? BranchNames.OfPlan(_places.Slug);
        }
        // Said each time, or a plan that is made again would differ.
        var keeps = before is not null && BranchNames.IsOf(wanted, before) && !_names.Has(before);
        var name = keeps ? before! : _names.Claim(wanted);
        _names.Add(name);
        if (name != (said ?? wanted))
            _findings.Hint(
                "branch-changed",
                line,
                said is not null && wanted == name
                    ? $"{whose} gets the branch {name}: \"{said}\" was made safe"
                    : $"{whose} gets the branch {name}: {wanted} is taken"
            );
        return name;
    }
}
