using System.Text;
using Forge.Cli.Commands.Wishes;
using Forge.Cli.Machine;
using Forge.Planning.Personas;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Cli.Planning;

/// <summary>What planning has to know of the machine: the repository of a document, its branches, agent files and earlier plans.</summary>
/// <param name="Label">The document's path as a person can open it from where they stand.</param>
/// <param name="Root">Absolute; the top of the checkout that the plan belongs to.</param>
internal sealed record PlanWorld(string Label, string Root, Wish Wish, PlanFacts Facts)
{
    // More than anybody has, and few enough to be read at once.
    private const int MostAgents = 5000;
    private const int LargestAgent = 256 * 1024;

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
        var root = await RootAsync(here, path, ct);
        var text = await WishFiles.TextAsync(path, document, ct);
        var wish = WishFiles.Read(text, path, groupsFrom);
        var relative = Path.GetRelativePath(root, path);
        var places = PlanPlaces.Of(wish, relative);
        if (mayWrite)
            FileSet.Recover(root, places.Folder);
        var facts = new PlanFacts
        {
            Now = here.Now,
            WishPath = relative,
            WishText = text,
            Personas = Agents(root),
            Branches = await BranchesAsync(root, ct),
            BaseBranch = await Repositories.BranchAsync(root, ct),
            Existing = await ExistingAsync(root, places, ct),
        };
        var label = File.Exists(Path.GetFullPath(document, here.Directory))
            ? document
            : Path.GetRelativePath(here.Directory, path);
        return new PlanWorld(label, root, wish, facts);
    }

    /// <summary>The document's own repository; of a document outside of any, the one that the person stands in.</summary>
    private static async Task<string> RootAsync(
        Surroundings here,
        string path,
        CancellationToken ct
    )
    {
        var folder = Path.GetDirectoryName(path)!;
        return await Repositories.CheckoutAsync(folder, ct)
            ?? await Repositories.CheckoutAsync(here.Directory, ct)
            ?? WishFiles.RootOf(path);
    }

    private static List<Persona> Agents(string root)
    {
        var folder = Path.Combine(root, ".genie");
        if (!Directory.Exists(folder))
            return [];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        var found = new List<Persona>();
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*.md", options)
                .Where(f => IsAgentPlace(Path.GetRelativePath(folder, f)))
                .Take(MostAgents)
                .Order(StringComparer.Ordinal)
        )
        {
            if (new FileInfo(file).Length > LargestAgent)
                continue;
            var path = Path.GetRelativePath(root, file);
            if (
                TryRead(file) is { } text
                && PersonaReader.Read(text, path)
                    is { } persona
                        and ({ Executor: not null } or { Description: not null })
            )
                found.Add(persona);
        }
        return found;
    }

    private static bool IsAgentPlace(string path) =>
        path.Split('/')[0] is not ("wishes" or "state" or "reports" or "brainstorms");

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyCollection<string>> BranchesAsync(
        string root,
        CancellationToken ct
    )
    {
        var said = await Repositories.GitAsync(
            root,
            ct,
            "for-each-ref",
            "--format=%(refname)",
            "refs/heads",
            "refs/remotes"
        );
        if (said.ExitCode != 0)
            return [];
        return
        [
            .. said
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(Bare)
                .Where(b => b is not "HEAD")
                .Distinct(),
        ];
    }

    // refs/heads/feat/x, refs/remotes/origin/feat/x
    private static string Bare(string name) =>
        name.Split('/', 4) is ["refs", "remotes", _, var rest]
            ? rest
            : name["refs/heads/".Length..];

    private static async Task<IReadOnlyDictionary<string, string>> ExistingAsync(
        string root,
        PlanPlaces places,
        CancellationToken ct
    )
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var (folder, pattern) in new[]
            {
                (places.Folder, "task-*.md"),
                (places.Reports.TrimEnd('/'), "forge-plan-*.md"),
                (places.Reports.TrimEnd('/'), "blocker-*.md"),
            }
        )
        {
            var at = Path.Combine(root, folder);
            if (!Directory.Exists(at))
                continue;
            foreach (var file in Directory.EnumerateFiles(at, pattern))
                found[$"{folder}/{Path.GetFileName(file)}"] = await File.ReadAllTextAsync(
                    file,
                    Encoding.UTF8,
                    ct
                );
        }
        return found;
    }
}
