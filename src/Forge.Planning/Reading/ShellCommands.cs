using System.Text;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>The commands of a shell fence: a loop, a here-document and a line that goes on are one command each.</summary>
internal sealed class ShellCommands
{
    // A construct that is not closed within so many lines is taken line by line.
    private const int LongestCommand = 200;
    private readonly IReadOnlyList<string> _lines;
    private readonly int _first;
    private readonly bool _prompted;
    private readonly List<ValidationCommand> _commands = [];

    private ShellCommands(IReadOnlyList<string> lines, int first)
    {
        _lines = lines;
        _first = first;
        _prompted = lines.Any(IsPrompted);
    }

    /// <param name="first">The number of the first line.</param>
    public static List<ValidationCommand> Read(IReadOnlyList<string> lines, int first)
    {
        var reader = new ShellCommands(lines, first);
        for (var at = 0; at < lines.Count; )
            at = reader.ReadFrom(at);
        return reader._commands;
    }

    private static bool IsPrompted(string line) => line.TrimStart() is ['$' or '❯' or '%', ' ', ..];

    private int ReadFrom(int at)
    {
        var line = _lines[at].Trim();
        if (line.StartsWith('#'))
            Expect(line.TrimStart('#', '!', ' '));
        if (line.Length == 0 || line.StartsWith('#') || IsOutput(line))
            return at + 1;
        var end = EndOf(at);
        var text = new StringBuilder();
        string? comment = null;
        for (var i = at; i <= end; i++)
        {
            var part = i == at && IsPrompted(_lines[i]) ? _lines[i].TrimStart()[2..] : _lines[i];
            if (i == end && end == at)
                (part, comment) = ShellLine.WithoutComment(part);
            text.Append(i > at ? "\n" : "").Append(part.TrimEnd());
        }
        var command = Joined(text.ToString());
        if (command.Length > 0)
            _commands.Add(Command(command, comment, _first + at));
        return end + 1;
    }

    // Where prompts are shown, everything else is what the machine answered.
    private bool IsOutput(string line) =>
        _prompted
            ? !IsPrompted(line)
            : line[0] is '→' or '✓' or '✔' or '✅' or '❌' or '✗' or '⇒'
                || line.StartsWith("=> ", StringComparison.Ordinal)
                || line.StartsWith("-> ", StringComparison.Ordinal)
                || line.StartsWith("// ", StringComparison.Ordinal)
                || line is "..." or "…";

    private static string Joined(string text) =>
        string.Join(
                ' ',
                text.Split("\\\n").Select((part, i) => i == 0 ? part.TrimEnd() : part.Trim())
            )
            .Trim();

    public static ValidationCommand Command(string command, string? expect, int line) =>
        new(
            command,
            expect is { Length: > 0 } ? expect : null,
            !ShellLine.HasPlaceholder(command),
            line
        );

    // "# Expected: 0 results", "# Should be 8" speak of the command above.
    private void Expect(string comment)
    {
        var lower = comment.ToLowerInvariant();
        if (
            _commands is [.., { Expect: null } last]
            && (
                lower.StartsWith("expect")
                || lower.StartsWith("should")
                || lower.StartsWith("must")
                || comment.StartsWith('→')
            )
        )
            _commands[^1] = last with { Expect = comment };
    }

    private int EndOf(int at)
    {
        var state = new ShellLine();
        var limit = Math.Min(_lines.Count, at + LongestCommand);
        for (var i = at; i < limit; i++)
        {
            state.Add(i == at && IsPrompted(_lines[i]) ? _lines[i].TrimStart()[2..] : _lines[i]);
            if (state.IsWhole)
                return i;
        }
        return at;
    }
}
