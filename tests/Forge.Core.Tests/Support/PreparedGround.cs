using Forge.Core.Git;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Support;

/// <summary>A repository with a place for prepared worktrees beside its attempts.</summary>
internal sealed class PreparedGround : IDisposable
{
    private PreparedGround(GitSandbox sandbox) => Sandbox = sandbox;

    public GitSandbox Sandbox { get; }
    public GitRepository Repo => Sandbox.Repo;
    public string Root => Path.Join(Sandbox.Root, "worktrees", ".prepared");
    public PreparedWorktrees Prepared { get; private set; } = null!;

    public static async Task<PreparedGround> CreateAsync()
    {
        var ground = new PreparedGround(await GitSandbox.CreateAsync());
        ground.Prepared = new PreparedWorktrees(ground.Root, TimeProvider.System);
        return ground;
    }

    public async Task<PreparedWorktree> MakeAsync(string at = "main") =>
        (await Prepared.MakeAsync(Repo, Sandbox.Sha(at), Deadline)).ShouldNotBeNull();

    public Task<bool> TakeAsync(string name, string at = "main") =>
        Prepared.TakeAsync(
            Repo,
            Sandbox.PlaceFor(name),
            "forge/" + name,
            Sandbox.Sha(at),
            Deadline
        );

    public Task AddAsync(string name, string at = "main") =>
        Worktrees.AddAsync(
            Repo,
            Sandbox.PlaceFor(name),
            "forge/" + name,
            Sandbox.Sha(at),
            Deadline
        );

    /// <summary>It is what an ordinary worktree of that commit is: files, branch, clean, unlocked, known under its place.</summary>
    public void ShouldBeOrdinary(string name, string at = "main")
    {
        var place = Sandbox.PlaceFor(name);
        Worktrees.HealthOf(Repo, place).ShouldBe(WorktreeHealth.There);
        GitIn(place, "symbolic-ref", "--short", "HEAD").ShouldBe("forge/" + name);
        GitIn(place, "rev-parse", "HEAD").ShouldBe(Sandbox.Sha(at));
        GitIn(place, "status", "--porcelain", "--ignored").ShouldBe("");
        GitIn(place, "diff", "HEAD").ShouldBe("");
        var entry = Entry(place);
        entry.ShouldNotContain("locked");
        entry.ShouldNotContain("prunable");
        var administration = GitDirectories.AdministrationOf(Repo, place)!;
        Directory
            .EnumerateFiles(administration)
            .Select(Path.GetFileName)
            .ShouldNotContain(file => file!.Contains("forge") || file.EndsWith(".lock"));
    }

    /// <summary>What git says of a worktree; empty when it does not know it.</summary>
    public string Entry(string path) =>
        Sandbox
            .Git("worktree", "list", "--porcelain")
            .Split("\n\n")
            .FirstOrDefault(one => one.Split('\n')[0] == "worktree " + path)
        ?? "";

    /// <summary>How many worktrees the repository knows besides the person's own.</summary>
    public int Known() => Sandbox.Git("worktree", "list", "--porcelain").Split("\n\n").Length - 1;

    public void Dispose() => Sandbox.Dispose();
}
