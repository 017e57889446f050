using Forge.Cli.Terminals;
using Forge.Planning.Wishes;

namespace Forge.Cli.Commands.Wishes;

/// <summary>A wish and its findings for people.</summary>
internal static class WishText
{
    /// <summary><c>file:line: severity: text [code]</c>, which editors understand.</summary>
    public static string Line(Terminal terminal, string file, Diagnostic found) =>
        $"{file}:{found.Line}: {terminal.In(PaintOf(found.Severity), Word(found.Severity))}: {Words.OneLine(found.Text, 1000)} [{found.Code}]";

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static Paint PaintOf(Severity severity) =>
        severity switch
        {
            Severity.Error => Paint.Red,
            Severity.Warning => Paint.Yellow,
            _ => Paint.Dim,
        };

    public static void Print(Terminal terminal, string file, Wish wish)
    {
        terminal.Line(terminal.In(Paint.Bold, Words.OneLine(wish.Title, terminal.Width)));
        foreach (var (name, value) in Facts(wish))
            if (value is { Length: > 0 })
                terminal.Line($"{name, -10} {Words.OneLine(value, terminal.Width - 11)}");
        if (wish.Groups.Count > 0)
            terminal.Table(Groups(wish));
        foreach (var found in wish.Diagnostics)
            terminal.Line(Line(terminal, file, found));
    }

    private static IEnumerable<(string, string?)> Facts(Wish wish)
    {
        yield return ("kind", Snake(wish.Kind.ToString()));
        yield return ("slug", wish.Slug);
        yield return (
            "status",
            $"{Snake(wish.Status.Kind.ToString())}{(wish.Status.Raw is { } raw ? $" ({raw})" : "")}"
        );
        yield return ("branch", wish.Branch);
        yield return (
            "contract",
            $"{Snake(wish.Contract.Source.ToString())}: {wish.Contract.Scope.Count} in scope, {wish.Contract.OutOfScope.Count} out, {Words.Count(wish.Contract.SuccessMetrics.Count, "criterion", "criteria")}"
        );
        if (wish.Matrix.Count > 0)
            yield return (
                "matrix",
                $"{wish.Matrix.Sum(e => e.Points)} points, {Words.Count(wish.Matrix.Sum(e => e.Checkpoints.Count), "checkpoint")}{(wish.MatrixSource == MatrixSource.Standard ? " (the standard one)" : "")}"
            );
        yield return ("waits for", string.Join(", ", wish.DependsOn));
        yield return ("waves", string.Join(" → ", wish.Waves.Select(w => string.Join(" ", w))));
        yield return (
            "refers to",
            wish.References.Count == 0
                ? null
                : $"{Words.Count(wish.References.Count, "file")}, {wish.References.Count(r => r.Exists is false)} dead"
        );
    }

    private static TextTable Groups(Wish wish)
    {
        var table = new TextTable(
            "group",
            new Column("title", Least: 16, Fills: true),
            "waits for",
            "checks",
            new Column("persona", Least: 8, IsOptional: true),
            "line"
        );
        foreach (var group in wish.Groups)
            table.Add(
                group.Done ? $"{group.Id} ✓" : group.Id,
                Words.OneLine(group.Title, 200),
                Words.OneLine(
                    string.Join(" ", group.DependsOn.Concat(group.ExternalDependsOn)),
                    40
                ),
                group.Validation.Count.ToString(),
                Words.OneLine(string.Join(", ", group.Personas), 40),
                group.Line.ToString()
            );
        return table;
    }

    private static string Snake(string word) =>
        string.Concat(
            word.Select(
                (c, i) =>
                    i > 0 && char.IsUpper(c)
                        ? $" {char.ToLowerInvariant(c)}"
                        : $"{char.ToLowerInvariant(c)}"
            )
        );
}
