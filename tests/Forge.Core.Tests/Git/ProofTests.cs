using System.Text.Json;
using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class ProofTests
{
    [Fact]
    public async Task A_base_with_every_predecessor_is_proved_and_can_be_stored()
    {
        using var sandbox = await CreateAsync();
        var first = sandbox.Sha("main");
        sandbox.Write("x", "x");
        var second = sandbox.CommitAll("second");
        Predecessor[] before = [new("one", first), new("two", second)];

        var proof = await BaseProof.ProveAsync(sandbox.Repo, "main", before, Deadline);

        proof.BaseCommit.ShouldBe(second);
        var stored = JsonSerializer.Serialize(proof);
        JsonSerializer.Deserialize<BaseProof>(stored)!.Predecessors.ShouldBe(before);
    }

    [Fact]
    public async Task A_base_without_a_predecessor_is_refused_by_name()
    {
        using var sandbox = await CreateAsync();
        var first = sandbox.Sha("main");
        sandbox.Write("x", "x");
        var second = sandbox.CommitAll("second");

        var error = await Should.ThrowAsync<RuleBroken>(() =>
            BaseProof.ProveAsync(
                sandbox.Repo,
                first,
                [new("here", first), new("later", second), new("nowhere", "deadbeef")],
                Deadline
            )
        );

        error.Message.ShouldContain("later");
        error.Message.ShouldContain("nowhere");
        error.Message.ShouldNotContain("here (" + first);
    }

    [Fact]
    public async Task An_agents_own_work_leaves_the_persons_checkout_as_it_was()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        sandbox.Write("mine.txt", "open");
        var before = await CheckoutFingerprint.TakeAsync(sandbox.Repo, Deadline);

        WriteIn(tree.Worktree, "x", "x");
        CommitAllIn(tree.Worktree, "x");
        sandbox.Git("status");

        before
            .ChangesUntil(await CheckoutFingerprint.TakeAsync(sandbox.Repo, Deadline))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_written_outside_of_the_worktree_is_named()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("mine.txt", "open");
        var before = await CheckoutFingerprint.TakeAsync(sandbox.Repo, Deadline);

        sandbox.Write("mine.txt", "leak");
        File.SetLastWriteTimeUtc(Path.Join(sandbox.Top, "mine.txt"), DateTime.UnixEpoch);
        sandbox.Write("a.txt", "leak");
        sandbox.Write("staged", "leak");
        sandbox.Git("add", "staged");
        sandbox.Git("checkout", "-q", "-b", "agents");
        sandbox.Git("commit", "-q", "--allow-empty", "--only", "-m", "leak");

        var changes = before.ChangesUntil(
            await CheckoutFingerprint.TakeAsync(sandbox.Repo, Deadline)
        );
        changes.ShouldContain("branch: main -> agents");
        changes.ShouldContain(change => change.StartsWith("HEAD: "));
        changes.ShouldContain("index");
        changes.TakeLast(3).ShouldBe(["a.txt", "mine.txt", "staged"]);
    }
}
