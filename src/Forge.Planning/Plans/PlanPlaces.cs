using System.Globalization;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>Where a plan's files lie: below <c>.genie/wishes/SLUG/</c>, or in the folder of the wish itself.</summary>
public sealed record PlanPlaces(string Slug, string Folder)
{
    private const string Wishes = ".genie/wishes";

    /// <param name="wishPath">Relative to the repository's root; a path that leads out of it counts as elsewhere.</param>
    public static PlanPlaces Of(Wish wish, string wishPath)
    {
        var slug = Words.IsKebab(wish.Slug) ? wish.Slug : Words.Kebab(wish.Slug);
        if (slug.Length == 0)
            slug = "wish";
        var parts = wishPath.Split('/');
        var at = Array.LastIndexOf(parts, "wishes");
        if (at < 0 || parts.Contains(".."))
            return new PlanPlaces(slug, $"{Wishes}/{slug}");
        // .genie/wishes/login/login-wish.md has a folder; .genie/wishes/login-wish.md gets one.
        var own = at + 2 < parts.Length ? parts[at + 1] : slug;
        return new PlanPlaces(slug, string.Join('/', parts[..(at + 1)]) + "/" + own);
    }

    public string TaskFile(string group) => $"{Folder}/task-{Name(group)}.md";

    public string EvidenceFolder(string group) => $"{Folder}/qa/group-{Name(group)}/";

    public string Reports => Folder + "/reports/";

    public string PlanFile(DateTimeOffset now) => $"{Reports}forge-plan-{Slug}-{Stamp(now)}.md";

    public string BlockerFile(DateTimeOffset now) =>
        $"{Reports}blocker-forge-{Slug}-{Stamp(now)}.md";

    /// <summary><c>202511261805</c></summary>
    public static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary><c>2025-11-26T18:05:00Z</c></summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A group's id as part of a name of a file or branch: <c>C-01</c> is <c>c-01</c>.</summary>
    public static string Name(string group) =>
        Words.Kebab(group) is { Length: > 0 } name ? name : "x";

    /// <summary>A path that is not taken: with <c>-2</c>, <c>-3</c> … in front of its ending where it is.</summary>
    internal static string Free(string path, Func<string, bool> isTaken)
    {
        var dot = path.LastIndexOf('.');
        var free = path;
        for (var n = 2; isTaken(free); n++)
            free = string.Create(CultureInfo.InvariantCulture, $"{path[..dot]}-{n}{path[dot..]}");
        return free;
    }
}
