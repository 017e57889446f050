using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>
/// Finds a plan by its id, its slug, the path of its wish, or a beginning of one of the first two or of its title. What fits
/// exactly wins; of several plans with one name, that of the project the person stands in is meant. Pure.
/// </summary>
internal static class PlanFinder
{
    /// <summary>None, the one that is meant, or several between which only the person can choose.</summary>
    public static IReadOnlyList<PlanSummary> Find(
        string text,
        IReadOnlyList<PlanSummary> plans,
        Guid? here
    )
    {
        text = text.Trim();
        if (text.Length == 0)
            return [];
        if (plans.FirstOrDefault(plan => Same(plan.Id.ToString(), text)) is { } known)
            return [known];
        var slug = SlugOf(text);
        var exact = plans
            .Where(plan => Same(plan.Plan, text) || Same(plan.Plan, slug) || plan.Title == text)
            .ToList();
        if (exact.Count > 0)
            return Own(exact, here);
        // A path is whole, or a mistake.
        if (slug != text)
            return [];
        return Own(
            [
                .. plans.Where(plan =>
                    Begins(plan.Plan, slug)
                    || Begins(plan.Id.ToString(), text)
                    || Begins(plan.Title, text)
                ),
            ],
            here
        );
    }

    /// <summary>What to tell a person whose word fits several plans.</summary>
    public static string Ambiguity(string text, IReadOnlyList<PlanSummary> candidates) =>
        $"'{text}' could be any of these plans; type more of the name, or the id:\n"
        + string.Join(
            '\n',
            candidates
                .Take(10)
                .Select(one =>
                    $"  {one.Id}  {Words.OneLine(one.Plan, 40)}  ({Words.OneLine(one.Project, 30)})"
                )
        );

    /// <summary><c>.genie/wishes/login/login-wish.md</c>, <c>…/login/</c> and <c>login-wish.md</c> are the plan <c>login</c>.</summary>
    private static string SlugOf(string text)
    {
        const string wish = "-wish";
        if (!text.Contains('/') && !text.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
            return text;
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is [])
            return text;
        var last = parts[^1];
        if (!last.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
            return last;
        var name = last[..^3];
        return Same(name, "wish") && parts.Length > 1 ? parts[^2]
            : name.EndsWith(wish, StringComparison.OrdinalIgnoreCase) ? name[..^wish.Length]
            : name;
    }

    private static List<PlanSummary> Own(List<PlanSummary> found, Guid? here) =>
        found.Where(plan => plan.ProjectId == here).ToList() is [var own] ? [own] : found;

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(string whole, string start) =>
        whole.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
