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
        var root = RootOf(here, path);
        var text = await WishFiles.TextAsync(path, document, ct);
        var wish = WishFiles.Read(text, path, groupsFrom);
        var relative = Path.GetRelativePath(root, path);
        var places = PlanPlaces.Of(wish, relative);
        if (mayWrite)
            FileSet.Recover(root, places.Folder);
        var refs = await Repositories.GitAsync(
            root,
            ct,
            "for-each-ref",
            "--format=%(HEAD)%(refname)",
            "refs/heads",
            "refs/remotes"
        );
        var branches = refs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var current = Array.Find(branches, b => b[0] == '*');
        var facts = new PlanFacts
        {
            Now = here.Now,
            WishPath = relative,
            WishText = text,
            Personas = Agents(root),
            Branches = [.. branches.Select(Bare).Where(b => b is not "HEAD").Distinct()],
            BaseBranch = current is null ? null : Bare(current),
            Existing = Existing(root, places),
            TakenTitles = OtherTitles(root, places),
        };
        return new PlanWorld(WishFiles.Label(here, document), root, wish, facts);
    }

    /// <summary>The document's own repository; of a document outside of any, the one that the person stands in.</summary>
    private static string RootOf(Surroundings here, string path) =>
        WithGit(Path.GetDirectoryName(path)) ?? WithGit(here.Directory) ?? WishFiles.RootOf(path);

    // A worktree has a file of that name.
    private static string? WithGit(string? folder)
    {
        while (folder is not null && !Path.Exists(Path.Combine(folder, ".git")))
            folder = Path.GetDirectoryName(folder);
        return folder;
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

    // "*refs/heads/feat/x" where it is checked out, " refs/remotes/origin/feat/x"
    private static string Bare(string line) =>
        line[1..].Split('/', 4) is ["refs", "remotes", _, var rest]
            ? rest
            : line[(1 + "refs/heads/".Length)..];

    private static Dictionary<string, string> Existing(string root, PlanPlaces places)
    {
        var found = new Dictionary<string, string>();
        Add(places.Folder, "task-*.md");
        Add(places.Reports.TrimEnd('/'), "forge-plan-*.md");
        Add(places.Reports.TrimEnd('/'), "blocker-*.md");
        return found;

        void Add(string folder, string pattern)
        {
            var at = Path.Combine(root, folder);
            if (Directory.Exists(at))
                foreach (var file in Directory.EnumerateFiles(at, pattern))
                    found[$"{folder}/{Path.GetFileName(file)}"] = File.ReadAllText(file);
        }
    }

    // The line stands near the top of a task file.
    private static List<string> OtherTitles(string root, PlanPlaces places)
    {
        const string mark = "**Title:** ";
        var titles = new List<string>();
        var wishes = Path.GetDirectoryName(Path.Combine(root, places.Folder))!;
        if (!Directory.Exists(wishes))
            return titles;
        foreach (var folder in Directory.EnumerateDirectories(wishes).Order(StringComparer.Ordinal))
            if (Path.GetFileName(folder) != Path.GetFileName(places.Folder))
                foreach (var file in Directory.EnumerateFiles(folder, "task-*.md"))
                    if (
                        File.ReadLines(file)
                            .Take(10)
                            .FirstOrDefault(l => l.StartsWith(mark, StringComparison.Ordinal)) is
                        { } line
                    )
                        titles.Add(line[mark.Length..].Trim());
        return titles;
    }
}
