using System.Text.RegularExpressions;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>The paths that a group's deliverables name.</summary>
internal static partial class DeliveredPaths
{
    public static IReadOnlyList<string> Of(PlanGroup group) =>
        [
            .. group
                .Deliverables.SelectMany(d => Path().Matches(d))
                .Select(m => m.Groups["path"].Value)
                .Select(p => p.StartsWith("./", StringComparison.Ordinal) ? p[2..] : p)
                .Where(p => !p.Contains("..", StringComparison.Ordinal) && !p.StartsWith('/'))
                .Distinct(),
        ];

    // In back-ticks or after an @. A bare word, a glob or a placeholder names no file for sure.
    [GeneratedRegex(
        @"`@?(?<path>[\w.][^`\s*?{}<>\[\]|()$=:]*[/.][^`\s*?{}<>\[\]|()$=:]*)`|(?<![\w`@])@(?<path>[\w.][\w./-]*[\w/])"
    )]
    private static partial Regex Path();
}
