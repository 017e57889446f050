using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Importing;

/// <summary>One package of a parallel plan.</summary>
internal sealed partial record WorkPackage(string Id, string Title, JsonElement Json)
{
    // These have a member of their own that holds all of them.
    private static readonly HashSet<string> Told =
    [
        "package_id",
        "id",
        "title",
        "polly_role",
        "priority",
        "files_to_modify",
        "files_to_create",
        "dependencies",
        "success_criteria",
        "branch",
        "description",
    ];

    /// <summary>Where the repository lay when the plan was made; null where its files are named from here.</summary>
    public string? Root { get; init; }

    public IReadOnlyList<string> Files =>
        [
            .. List("files_to_modify")
                .Concat(List("files_to_create"))
                .Select(file => ForeignRoot.Without(Root, file))
                .Distinct(),
        ];

    public Waits Waits(GroupIndex index, Findings findings)
    {
        var names = List("dependencies");
        var groups = names.Select(n => (Name: n, Id: index.Resolve(n))).ToList();
        return new Waits(
            names.Count == 0,
            [.. groups.Select(g => g.Id).OfType<string>().Distinct()],
            [.. groups.Where(g => g.Id is null && !Looks().IsMatch(g.Name)).Select(g => g.Name)],
            [.. groups.Where(g => g.Id is null && Looks().IsMatch(g.Name)).Select(g => g.Name)]
        );
    }

    public WishGroup Group(IReadOnlyList<string> waits, IReadOnlyList<string> external) =>
        new()
        {
            Id = Id,
            Slug = Words.Kebab(Title) is { Length: > 0 } slug ? slug : Words.Kebab(Id),
            Title = Title,
            Goal = ParallelPlanReader.Text(Json, "description"),
            Tasks = Tasks(),
            Acceptance = List("success_criteria"),
            Validation = Commands(),
            Checks = [.. List("test_requirements").Where(t => !Run().IsMatch(t))],
            Personas = ParallelPlanReader.Text(Json, "polly_role") is { } role ? [role] : [],
            Branch = ParallelPlanReader.Text(Json, "branch"),
            DependsOn = waits,
            ExternalDependsOn = external,
            Files = Files,
            Effort =
                Json.TryGetProperty("estimated_hours", out var hours)
                && hours.TryGetHours(out var value)
                    ? $"{value} h"
                    : null,
            Issues = Issues(),
            Priority = ParallelPlanReader.Text(Json, "priority"),
            Other =
            [
                .. Json.EnumerateObject()
                    .Where(p => !Told.Contains(p.Name) || p.Name == "files_to_create")
                    .Select(ParallelPlanReader.Kept)
                    .Select(kept => kept.Key == "files_to_create" ? Here(kept) : kept),
            ],
        };

    private NamedText Here(NamedText kept) =>
        kept with
        {
            Items = [.. kept.Items.Select(line => ForeignRoot.Without(Root, line))],
        };

    private List<string> Tasks() =>
        Json.TryGetProperty("key_changes", out var changes)
        && changes.ValueKind == JsonValueKind.Array
            ?
            [
                .. changes
                    .EnumerateArray()
                    .Where(c => c.ValueKind == JsonValueKind.Object)
                    .Select(c => ParallelPlanReader.Text(c, "description"))
                    .OfType<string>(),
            ]
            : [];

    private List<FixedIssue> Issues() =>
        [
            .. from id in List("issues_fixed").Distinct()
            let more = Detail(id)
            select new FixedIssue(
                id,
                more is { } of ? ParallelPlanReader.Text(of, "severity") : null,
                more is { } said ? ParallelPlanReader.Text(said, "description") : null
            ),
        ];

    private JsonElement? Detail(string issue) =>
        Json.TryGetProperty("issue_details", out var all)
        && all.ValueKind == JsonValueKind.Object
        && all.TryGetProperty(issue, out var one)
        && one.ValueKind == JsonValueKind.Object
            ? one
            : null;

    private List<ValidationCommand> Commands() =>
        [
            .. List("test_requirements")
                .Select(t => Run().Match(t))
                .Where(m => m.Success)
                .Select(m => ShellCommands.Command(m.Groups["command"].Value, null, 0)),
        ];

    private List<string> List(string name) =>
        Json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(ParallelPlanReader.Value)]
            : [];

    // "Run: pytest agents/tests -v"
    [GeneratedRegex(@"^Run[^:]{0,40}:\s*(?<command>[a-z./][\w./-]*\s+\S.*)$")]
    private static partial Regex Run();

    [GeneratedRegex(@"^[A-Za-z]{1,4}-?\d+$")]
    private static partial Regex Looks();
}

internal static class Hours
{
    public static bool TryGetHours(this JsonElement value, out string hours)
    {
        hours =
            value.ValueKind == JsonValueKind.Number
                ? value.GetDouble().ToString(CultureInfo.InvariantCulture)
                : "";
        return hours.Length > 0;
    }
}
