using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Plans;

public sealed class AncestorsTests
{
    [Fact]
    public async Task Each_merge_is_told_apart()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("x.txt", "x");
        var merged = sandbox.CommitAll("merged");
        sandbox.Git("checkout", "-q", "-b", "aside");
        sandbox.Write("y.txt", "y");
        var aside = sandbox.CommitAll("aside");
        sandbox.Write("z.txt", "z");
        var further = sandbox.CommitAll("further");
        sandbox.Git("checkout", "-q", "main");
        var tip = sandbox.Sha("main");
        var gone = new string('1', 40);

        var proof = await ProveAsync(sandbox, tip, merged, aside, gone, tip, further, "main");

        proof.BaseCommit.ShouldBe(tip);
        proof.Holds.ShouldBeFalse();
        proof
            .Predecessors.Select(fact => fact.Standing)
            .ShouldBe([
                AncestorStanding.Contained,
                AncestorStanding.Elsewhere,
                AncestorStanding.Missing,
                AncestorStanding.Contained,
                AncestorStanding.Elsewhere,
                // A name is no proof: it means something else tomorrow.
                AncestorStanding.Missing,
            ]);
        (await ProveAsync(sandbox, tip, merged)).Holds.ShouldBeTrue();
        (await ProveAsync(sandbox, tip)).Holds.ShouldBeTrue();
    }

    [Fact]
    public async Task A_target_that_was_forced_back_and_pruned_is_seen()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("x.txt", "x");
        var merged = sandbox.CommitAll("merged");
        sandbox.Git("reset", "-q", "--hard", "HEAD^");
        var tip = sandbox.Sha("main");
        (await ProveAsync(sandbox, tip, merged))
            .Predecessors[0]
            .Standing.ShouldBe(AncestorStanding.Elsewhere);

        sandbox.Git("reflog", "expire", "--expire=now", "--all");
        File.Delete(Path.Join(sandbox.Top, ".git/ORIG_HEAD"));
        sandbox.Git("prune", "--expire=now");

        (await ProveAsync(sandbox, tip, merged))
            .Predecessors[0]
            .Standing.ShouldBe(AncestorStanding.Missing);
        var without = await ProveAsync(sandbox, merged, tip);
        without.BaseCommit.ShouldBeNull();
        without.Holds.ShouldBeFalse();
    }

    private static Task<AncestorProof> ProveAsync(
        GitSandbox sandbox,
        string start,
        params string[] merges
    ) =>
        Ancestors.ProveAsync(
            sandbox.Repo,
            start,
            [.. merges.Select((merge, at) => new Predecessor($"g{at}", merge))],
            Deadline
        );
}
