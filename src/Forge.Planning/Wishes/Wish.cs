namespace Forge.Planning.Wishes;

/// <summary>
/// What a document says, whatever form it was written in: a wish, a forge plan, a parallel plan, a check list of tasks.
/// This is a stable public shape (<c>forge wish show --json</c>, docs/planning.md): members are added, never changed.
/// </summary>
public sealed record Wish
{
    /// <summary>What kind of document this is. Only wishes and plans have groups.</summary>
    public required DocumentKind Kind { get; init; }

    /// <summary>The name without emoji and without the word that says what the document is.</summary>
    public required string Title { get; init; }

    /// <summary>From a slug field, else from the folder's or the file's name, else from the title.</summary>
    public required string Slug { get; init; }

    public required WishStatus Status { get; init; }

    /// <summary>The branch that the document names for the whole work, if any.</summary>
    public string? Branch { get; init; }

    public required Contract Contract { get; init; }

    /// <summary>Whether <see cref="Matrix"/> was written down or is the standard one.</summary>
    public MatrixSource MatrixSource { get; init; }

    public IReadOnlyList<MatrixEntry> Matrix { get; init; } = [];

    /// <summary>In the order of the document.</summary>
    public IReadOnlyList<WishGroup> Groups { get; init; } = [];

    /// <summary>Group ids by what they wait for: each list can run at once when the lists before it are done. Groups in a cycle are in none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Waves { get; init; } = [];

    /// <summary>The waves and phases as the document writes them down.</summary>
    public IReadOnlyList<StatedWave> StatedWaves { get; init; } = [];

    /// <summary>Every dependency between two groups with the place that says so.</summary>
    public IReadOnlyList<Edge> Edges { get; init; } = [];

    /// <summary>Other wishes that the whole of this one waits for.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Other wishes that wait for this one.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>Commands that validate the whole and belong to no group.</summary>
    public IReadOnlyList<ValidationCommand> Validation { get; init; } = [];

    /// <summary>The document asks for a last group that validates the whole: a section or a line <c>Final validation</c>.</summary>
    public bool WantsFinalValidation { get; init; }

    /// <summary>Files that the document names for the whole work.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What else stands in the document's head, as written.</summary>
    public IReadOnlyList<NamedText> Fields { get; init; } = [];

    /// <summary>Files to load: each path once, at its first place.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>By line.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>A part that the model has no member for; kept so that nothing is lost.</summary>
/// <param name="Key">As written.</param>
/// <param name="Line">Counted from 1; 0 where the source has no lines.</param>
public sealed record NamedText(string Key, int Line, IReadOnlyList<string> Items);

/// <summary>A file to load, written <c>@path</c>.</summary>
/// <param name="Path">Without the <c>@</c>, a range of lines and a heading.</param>
/// <param name="Exists">Null when nobody looked.</param>
public sealed record Reference(string Path, int Line, bool? Exists);

/// <summary>A command that proves something.</summary>
/// <param name="Expect">What the author expects of it, in words.</param>
/// <param name="Runnable">False where a placeholder such as <c>&lt;chat-id&gt;</c> is still to be filled.</param>
public sealed record ValidationCommand(
    string Command,
    string? Expect = null,
    bool Runnable = true,
    int Line = 0
);

/// <summary>A wave or phase as written: its groups in order, and whether they run one after the other.</summary>
public sealed record StatedWave(
    string Name,
    int Line,
    bool Sequential,
    IReadOnlyList<string> Groups
);

/// <summary><paramref name="Group"/> waits for <paramref name="DependsOn"/>, as <paramref name="Line"/> says.</summary>
public sealed record Edge(string Group, string DependsOn, EdgeSource Source, int Line);
