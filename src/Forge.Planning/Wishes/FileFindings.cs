namespace Forge.Planning.Wishes;

/// <summary>What was found in one file: the shape of <c>forge wish lint --json</c>.</summary>
/// <param name="Worst">Null when there is nothing to say.</param>
public sealed record FileFindings(
    string File,
    DocumentKind Kind,
    Severity? Worst,
    IReadOnlyList<Diagnostic> Diagnostics
)
{
    public static FileFindings Of(string file, Wish wish) =>
        new(
            file,
            wish.Kind,
            wish.Diagnostics.Count == 0 ? null : wish.Diagnostics.Max(d => d.Severity),
            wish.Diagnostics
        );
}
