using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Forge.Core.Tests.House;

/// <summary>Who may see whom: between projects, and between the folders of Core.</summary>
internal static class Arrows
{
    private static readonly string[] Kernel = ["Domain", "Streams", "Platform"];
    private const string Conductor = "Running";

    /// <summary>Capabilities use the kernel only; these may use each other, each for its reason.</summary>
    public static readonly IReadOnlyDictionary<(string From, string To), string> Exceptions =
        new Dictionary<(string, string), string>
        {
            [("Diffs", "Git")] = "a diff is asked of git, with Git's way of calling it",
            [("Evidence", "Git")] = "a proof belongs to a commit, and is made in a checkout of it",
            [("Executors", "Logs")] = "a conversation is made of the log's lines and its entries",
        };

    private static readonly IReadOnlyDictionary<string, string[]> Projects = new Dictionary<
        string,
        string[]
    >
    {
        ["Forge.Api"] = [],
        ["Forge.Planning"] = [],
        ["Forge.Core"] = ["Forge.Planning"],
        ["Forge.Server"] = ["Forge.Core", "Forge.Planning", "Forge.Api"],
        ["Forge.Cli"] = ["Forge.Api", "Forge.Planning"],
    };

    public static IEnumerable<string> Wrong(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            if (file.Project == "Forge.Core" && Misplaced(file) is { } misplaced)
                yield return misplaced;
            foreach (var (seen, at) in Seen(file))
                if (Complaint(file, seen) is { } text)
                    yield return $"{at}: {text}";
        }
    }

    // The namespace is the folder's, or a file could see its neighbours without a using.
    private static string? Misplaced(SourceFile file)
    {
        var expected = Path.GetDirectoryName(file.Path)!["src/".Length..].Replace('/', '.');
        return file.All<BaseNamespaceDeclarationSyntax>()
            .Select(n => n.Name.ToString())
            .Where(n =>
                !expected.StartsWith(n, StringComparison.Ordinal) || Top(n) != Top(expected)
            )
            .Select(n => $"{file.Path}: the namespace {n} is not that of its folder")
            .FirstOrDefault();
    }

    private static string Top(string name) => string.Join('.', name.Split('.').Take(3));

    private static string? Complaint(SourceFile file, string seen)
    {
        var parts = seen.Split('.');
        if (parts[0] != "Forge")
            return
                file.Project is not "Forge.Server"
                && seen.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                ? $"{file.Project} sees ASP.NET ({seen})"
                : null;
        var project = string.Join('.', parts.Take(2));
        if (project != file.Project)
            return Projects.TryGetValue(file.Project, out var may) && may.Contains(project)
                ? null
                : $"{file.Project} sees {project}";
        return project == "Forge.Core" && parts.Length > 2
            ? Complaint(file.Folder, parts[2])
            : null;
    }

    private static string? Complaint(string from, string to)
    {
        if (from == to || from == Conductor || Exceptions.ContainsKey((from, to)))
            return null;
        if (Kernel.Contains(from))
            return $"the kernel folder {from} sees {to}";
        return Kernel.Contains(to) ? null : $"the capability {from} sees {to}";
    }

    // Usings, and whole names in code: Forge.Core.Git.Branches, or from inside Core only Git.Branches.
    private static IEnumerable<(string Name, string At)> Seen(SourceFile file)
    {
        foreach (var line in file.All<UsingDirectiveSyntax>())
            yield return (line.NamespaceOrType.ToString(), file.At(line));
        foreach (var name in file.All<QualifiedNameSyntax>())
            if (
                name.Parent
                is not (
                    QualifiedNameSyntax
                    or UsingDirectiveSyntax
                    or BaseNamespaceDeclarationSyntax
                )
            )
                yield return (Whole(file, name.ToString()), file.At(name));
        foreach (var access in file.All<MemberAccessExpressionSyntax>())
            if (access.Parent is not MemberAccessExpressionSyntax)
                yield return (Bare(access.ToString()), file.At(access));
    }

    private static string Bare(string name) =>
        name.StartsWith("global::", StringComparison.Ordinal) ? name["global::".Length..] : name;

    private static string Whole(SourceFile file, string name)
    {
        name = Bare(name);
        var parts = name.Split('.');
        var isOwnFolder =
            file.Project == "Forge.Core"
            && parts.Length > 1
            && SourceTree.Sources.Any(s => s.Project == "Forge.Core" && s.Folder == parts[0]);
        return isOwnFolder ? "Forge.Core." + name
            : Projects.ContainsKey("Forge." + parts[0]) ? "Forge." + name
            : name;
    }
}
