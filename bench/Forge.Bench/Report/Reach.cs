using System.Globalization;

namespace Forge.Bench.Report;

/// <summary>What is to be reached.</summary>
/// <param name="Met">From our median, the peer's, and those of our other rows; null when that cannot be said.</param>
internal sealed record Reach(string Text, Func<double, double?, Func<string, double?>, bool?> Met)
{
    public static readonly Reach None = new("", (_, _, _) => null);

    /// <summary>Ours divided by the peer's.</summary>
    public static Reach Ratio(double most) =>
        new(
            $"≤ {most.ToString(CultureInfo.InvariantCulture)}",
            (ours, peer, _) => peer is > 0 ? ours / peer <= most : null
        );

    public static Reach AtMost(double most, string text) => new(text, (ours, _, _) => ours <= most);

    public static Reach AtLeast(double least) => new($"{least:N0}", (ours, _, _) => ours >= least);

    /// <summary>So many times what another row of ours takes.</summary>
    public static Reach Times(double times, string key, string text) =>
        new(text, (ours, _, other) => other(key) is { } small ? ours <= times * small : null);
}
