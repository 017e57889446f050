namespace Forge.Bench.Report;

/// <summary>One line of the table.</summary>
/// <param name="Key">Names it in JSON.</param>
/// <param name="Meaning">What exactly is measured, for the reader of the table.</param>
internal sealed record Row(string Key, string Title, Unit Unit, string Meaning, Reach Reach);

internal enum Unit
{
    Milliseconds,
    Megabytes,
    Count,
    Percent,
}
