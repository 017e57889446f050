using Forge.Cli.Commands.Wishes;
using Forge.Cli.Machine;
using Forge.Planning.Folders;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Cli.Planning;

/// <summary>What planning has to know of the machine: the repository of a document, its branches, agent files and earlier plans.</summary>
/// <param name="Label">The document's path as a person can open it from where they stand.</param>
/// <param name="Root">Absolute; the top of the checkout that the plan belongs to.</param>
internal sealed record PlanWorld(string Label, string Root, Wish Wish, PlanFacts Facts)
{
    /// <param name="mayWrite">What a crash left half done is taken back first.</param>
    public static async Task<PlanWorld> LookAsync(
        Surroundings here,
        string document,
        string? groupsFrom,
        bool mayWrite,
        CancellationToken ct
    )
    {
        var path = WishFiles.Find(here, document);
        var root = RootOf(here, path);
        var text = await WishFiles.TextAsync(path, document, ct);
        Breath.Hold(text.Length);
        // Git looks while the document is read.
        var asked = Repositories.GitAsync(
            root,
            ct,
            "for-each-ref",
            "--format=%(HEAD)%(refname)",
            "refs/heads",
            "refs/remotes"
        );
        var wish = WishOnDisk.Read(text, path, groupsFrom);
        var relative = Path.GetRelativePath(root, path);
        var refs = await asked;
        if (mayWrite)
            FileSet.Recover(root, PlanPlaces.Of(wish, relative).Folder);
        var branches = refs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var current = Array.Find(branches, b => b[0] == '*');
        var facts = PlanFolder.Read(
            root,
            relative,
            text,
            wish,
            [.. branches.Select(Bare).Where(b => b is not "HEAD").Distinct()],
            current is null ? null : Bare(current),
            here.Now
        );
        return new PlanWorld(WishFiles.Label(here, document), root, wish, facts);
    }

    /// <summary>The document's own repository; of a document outside of any, the one that the person stands in.</summary>
    private static string RootOf(Surroundings here, string path) =>
        WithGit(Path.GetDirectoryName(path)) ?? WithGit(here.Directory) ?? WishOnDisk.RootOf(path);

    // A worktree has a file of that name.
    private static string? WithGit(string? folder)
    {
        while (folder is not null && !Path.Exists(Path.Combine(folder, ".git")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }

    // "*refs/heads/feat/x" where it is checked out, " refs/remotes/origin/feat/x"
    private static string Bare(string line) =>
        line[1..].Split('/', 4) is ["refs", "remotes", _, var rest]
            ? rest
            : line[(1 + "refs/heads/".Length)..];
}
