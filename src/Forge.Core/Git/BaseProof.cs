using Forge.Core.Domain;
using Forge.Core.Git.Plans;

namespace Forge.Core.Git;

/// <summary>One piece of work that a launch builds on, and the commit by which it came into the target.</summary>
internal sealed record Predecessor(string Name, string MergeCommit);

/// <summary>Stored with an attempt: the commit it was cut from contains every predecessor's merge.</summary>
internal sealed record BaseProof(string BaseCommit, IReadOnlyList<Predecessor> Predecessors)
{
    /// <summary>Without predecessors there is nothing to prove but that the commit is there, and a branch's tip is.</summary>
    public static BaseProof OfTip(string tip) => new(tip, []);

    /// <summary>Proves it or breaks the rule; there is no launch without.</summary>
    public static async Task<BaseProof> ProveAsync(
        GitRepository repo,
        string baseCommit,
        IReadOnlyList<Predecessor> predecessors,
        CancellationToken ct
    )
    {
        var found = await repo.Git(
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                baseCommit + "^{commit}"
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (!found.Ok)
            throw RuleBroken.Conflict($"The base commit {baseCommit} does not exist");
        var sha = found.Output.Trim();
        var proof = await Ancestors.ProveAsync(repo, sha, predecessors, ct).ConfigureAwait(false);
        // A commit that is not there at all is as missing as one that is elsewhere.
        var missing = proof
            .Predecessors.Where(fact => fact.Standing != AncestorStanding.Contained)
            .Select(fact => $"{fact.Of.Name} ({fact.Of.MergeCommit})")
            .ToList();
        return missing.Count == 0
            ? new BaseProof(sha, predecessors)
            : throw RuleBroken.Conflict(
                $"The base {sha} does not contain the merge of: {string.Join(", ", missing)}",
                missing.ToArray()
            );
    }
}
