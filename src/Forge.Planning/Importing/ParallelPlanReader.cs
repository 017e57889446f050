using System.Text.Json;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Importing;

/// <summary>A parallel execution plan in JSON: work packages are groups. What the model has no member for is kept as JSON.</summary>
public static class ParallelPlanReader
{
    /// <param name="exists">As of <see cref="ReadOptions"/>.</param>
    public static Wish Read(string json, string? path = null, Func<string, bool>? exists = null)
    {
        var findings = new Findings();
        try
        {
            using var document = JsonDocument.Parse(
                json.TrimStart('\uFEFF'),
                new JsonDocumentOptions
                {
                    AllowTrailingCommas = true,
                    CommentHandling = JsonCommentHandling.Skip,
                }
            );
            return Read(document.RootElement, path, exists, findings);
        }
        catch (JsonException error)
        {
            findings.Error(
                "json-invalid",
                (int)(error.LineNumber ?? 0) + 1,
                $"this is no JSON: {error.Message}"
            );
            return Empty(path, findings);
        }
    }

    private static Wish Empty(string? path, Findings findings) =>
        new()
        {
            Kind = DocumentKind.ParallelPlan,
            Title = path is null ? "untitled" : TitleReader.OfPath(path),
            Slug = path is null ? "untitled" : Words.Kebab(Path.GetFileNameWithoutExtension(path)),
            Status = new WishStatus(null, StatusKind.None),
            Contract = new Contract { Source = ContractSource.None },
            Diagnostics = findings.Sorted(),
        };

    private static Wish Read(
        JsonElement root,
        string? path,
        Func<string, bool>? exists,
        Findings findings
    )
    {
        var packages = Here(Packages(root, findings), root, exists, findings);
        var index = new GroupIndex(
            [.. packages.Select(p => p.Id)],
            [.. packages.Select(p => Words.Kebab(p.Title))]
        );
        var edges = new List<Edge>();
        var groups = new List<WishGroup>();
        foreach (var package in packages)
        {
            var waits = package.Waits(index, findings);
            foreach (var on in waits.Groups.Where(on => on != package.Id))
                edges.Add(new Edge(package.Id, on, EdgeSource.Field, 0));
            foreach (var unknown in waits.Unknown)
                findings.Error(
                    "dependency-unknown",
                    1,
                    $"package {package.Id} waits for {unknown}, which does not exist"
                );
            groups.Add(
                package.Group([.. waits.Groups.Where(on => on != package.Id)], waits.External)
            );
        }
        var waves = Layers.Of(index.Ids, edges, out var cycle);
        if (cycle.Count > 0)
            findings.Error(
                "dependency-cycle",
                1,
                $"these packages wait for each other: {string.Join(" → ", cycle)}"
            );
        if (groups.Count == 0)
            findings.Error("groups-missing", 1, "the plan has no work_packages");
        var title = Text(root, "title") ?? Text(root, "name") ?? Text(root, "plan_type");
        return Empty(path, findings) with
        {
            Title = title is null ? Empty(path, findings).Title : Spoken(title),
            Status = Text(root, "status") is { } status
                ? new WishStatus(status, StatusReader.KindOf(status))
                : new WishStatus(null, StatusKind.None),
            Branch = Text(root, "branch"),
            Groups = groups,
            Edges = edges,
            Waves = waves,
            StatedWaves = Phases(root, index),
            Validation = [],
            Fields =
            [
                .. root.EnumerateObject().Where(p => p.Name is not "work_packages").Select(Kept),
            ],
            Diagnostics = findings.Sorted(),
        };
    }

    private static List<WorkPackage> Packages(JsonElement root, Findings findings)
    {
        var all = new List<WorkPackage>();
        var seen = new HashSet<string>();
        if (
            !root.TryGetProperty("work_packages", out var list)
            || list.ValueKind != JsonValueKind.Array
        )
            return all;
        foreach (var item in list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object))
        {
            var id = Text(item, "package_id") ?? Text(item, "id") ?? $"WP{all.Count + 1}";
            if (seen.Add(GroupIds.Key(id)))
                all.Add(new WorkPackage(id, Text(item, "title") ?? id, item));
            else
                findings.Error(
                    "group-id-twice",
                    1,
                    $"two packages have the id {id}; the second is not used"
                );
        }
        return all;
    }

    // Their files from the root of this repository.
    private static List<WorkPackage> Here(
        List<WorkPackage> packages,
        JsonElement root,
        Func<string, bool>? exists,
        Findings findings
    )
    {
        var far = packages.SelectMany(p => p.Files.Where(ForeignRoot.IsFar)).ToList();
        if (far.Count == 0)
            return packages;
        var place = ForeignRoot.Of(far, Owned(root), exists);
        if (place is not null)
            findings.Hint(
                "files-rebased",
                1,
                $"files are named below {place}; they are taken to lie below this repository's root"
            );
        List<WorkPackage> here = [.. packages.Select(p => p with { Root = place })];
        foreach (var package in here)
        foreach (var file in package.Files.Where(ForeignRoot.IsFar))
            findings.Warn(
                "file-elsewhere",
                1,
                $"package {package.Id}: {file} is no path in this repository; what is changed here will count as not its own"
            );
        return here;
    }

    private static List<string> Owned(JsonElement root) =>
        root.TryGetProperty("file_ownership_matrix", out var matrix)
        && matrix.ValueKind == JsonValueKind.Object
            ?
            [
                .. matrix
                    .EnumerateObject()
                    .Where(p => p.Value.ValueKind == JsonValueKind.Array)
                    .SelectMany(p => p.Value.EnumerateArray())
                    .Select(Value),
            ]
            : [];

    private static List<StatedWave> Phases(JsonElement root, GroupIndex index)
    {
        var waves = new List<StatedWave>();
        if (
            root.TryGetProperty("execution_order", out var order)
            && order.ValueKind == JsonValueKind.Object
        )
            foreach (var phase in order.EnumerateObject())
                if (
                    phase.Value.ValueKind == JsonValueKind.Object
                    && phase.Value.TryGetProperty("packages", out var packages)
                    && packages.ValueKind == JsonValueKind.Array
                )
                    waves.Add(
                        new StatedWave(
                            phase.Name,
                            0,
                            phase.Name.Contains("sequential", StringComparison.OrdinalIgnoreCase),
                            [
                                .. packages
                                    .EnumerateArray()
                                    .Select(p => index.Resolve(p.ToString()))
                                    .OfType<string>(),
                            ]
                        )
                    );
        return waves;
    }

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A list of texts as its items, everything else as JSON.</summary>
    internal static NamedText Kept(JsonProperty property) =>
        new(
            property.Name,
            0,
            property.Value.ValueKind switch
            {
                JsonValueKind.Array => [.. property.Value.EnumerateArray().Select(Value)],
                _ => [Value(property.Value)],
            }
        );

    internal static string Value(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Spoken(string title) =>
        title.Contains('_') && !title.Contains(' ') ? title.Replace('_', ' ') : title;
}
