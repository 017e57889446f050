using System.Text.RegularExpressions;
using Forge.Planning.Markdown;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Importing;

/// <summary>
/// Check lists of spec-kit (<c>- [ ] T004 [P] text</c>) and OpenSpec (<c>- [ ] 1.1 text</c>). Each task is a group. Tasks follow each
/// other as written; neighbours marked <c>[P]</c> run at once, and a section waits for the one before it.
/// </summary>
public static partial class TaskListReader
{
    public static bool IsTaskList(string document, string? path)
    {
        var named =
            path is not null
            && Path.GetFileName(path).Equals("tasks.md", StringComparison.OrdinalIgnoreCase);
        return TaskLine().Count(document) >= (named ? 1 : 3) && !GroupLine().IsMatch(document);
    }

    public static Wish Read(string document, ReadOptions? options = null) =>
        Read(document, options ?? new ReadOptions(), new Findings());

    internal static Wish Read(string document, ReadOptions options, Findings findings)
    {
        var source = SourceText.Of(document);
        var root = Outline.Of(source).Root;
        var tasks = new TaskCollector(findings).Collect(root);
        var index = new GroupIndex(
            [.. tasks.Select(t => t.Group.Id)],
            [.. tasks.Select(t => t.Group.Slug)]
        );
        var edges = new TaskOrder(tasks, index, findings).Edges(root);
        var waves = Layers.Of(index.Ids, edges, out var cycle);
        if (cycle.Count > 0)
            findings.Error(
                "dependency-cycle",
                edges.First(e => e.Group == cycle[0]).Line,
                $"these tasks wait for each other: {string.Join(" → ", cycle)}"
            );
        if (tasks.Count == 0)
            findings.Error("groups-missing", 1, "there are no tasks such as \"- [ ] T001 text\"");
        var on = edges.ToLookup(e => e.Group, e => e.DependsOn);
        var title = root.Children.Find(c => c.Level == 1) is { } first
            ? TitleReader.Bare(first.Title.Plain)
            : "";
        var slug = options.Path is null ? Words.Kebab(title) : TitleReader.OfPath(options.Path);
        return new Wish
        {
            Kind = DocumentKind.TaskList,
            Title = title.Length > 0 ? title : slug,
            Slug = slug,
            Status = source.Front["status"] is { } status
                ? new WishStatus(status, StatusReader.KindOf(status))
                : new WishStatus(null, StatusKind.None),
            Contract = new Contract { Source = ContractSource.None },
            Groups =
            [
                .. tasks.Select(t => t.Group with { DependsOn = [.. on[t.Group.Id].Distinct()] }),
            ],
            Edges = edges,
            Waves = waves,
            References = ReferenceReader.Read(root, options.Exists, findings),
            Diagnostics = findings.Sorted(),
        };
    }

    [GeneratedRegex(
        @"^[ \t]*[-*+] \[[ xX]\] \**(?:T\d{2,4}|\d+(?:\.\d+)+)\b",
        RegexOptions.Multiline
    )]
    private static partial Regex TaskLine();

    [GeneratedRegex(@"^#{2,4} [^\n]{0,40}\bGroup [A-Z0-9]", RegexOptions.Multiline)]
    private static partial Regex GroupLine();
}
