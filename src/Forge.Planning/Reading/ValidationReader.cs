using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Commands and checks in words out of what stands under a key such as Validation.</summary>
internal sealed class ValidationReader(bool plainly)
{
    private static readonly HashSet<string> Shells =
    [
        "",
        "bash",
        "sh",
        "shell",
        "zsh",
        "console",
        "shell-session",
        "shellsession",
        "terminal",
        "fish",
        "cmd",
        "indented",
    ];

    public List<ValidationCommand> Commands { get; } = [];

    /// <summary>Validation in words.</summary>
    public List<string> Checks { get; } = [];

    /// <param name="plainly">The key promises commands.</param>
    public static ValidationReader Read(IReadOnlyList<Node> nodes, bool plainly = false)
    {
        var reader = new ValidationReader(plainly);
        for (var i = 0; i < nodes.Count; i++)
            reader.Add(nodes[i], i + 1 < nodes.Count ? nodes[i + 1] : null);
        return reader;
    }

    private void Add(Node node, Node? next)
    {
        switch (node)
        {
            case Prose prose:
                // "Run these:" only announces what follows.
                if (next is not (Bullets or Fence) || !prose.Lines[^1].Plain.EndsWith(':'))
                    AddText(prose.Lines, []);
                break;
            case Bullets bullets:
                foreach (var item in bullets.Items)
                    AddItem(item);
                break;
            case Grid grid:
                foreach (var row in grid.Body)
                    AddRow(row);
                break;
            case Fence fence when Shells.Contains(fence.Language.Split(' ', ',', '{')[0]):
                Commands.AddRange(ShellCommands.Read(fence.Lines, fence.Line));
                break;
            case Fence other:
                Checks.Add(string.Join('\n', other.Lines));
                break;
        }
    }

    private void AddItem(Item item)
    {
        var rest = item.Nodes.Skip(1).ToList();
        if (item.Nodes is [Prose prose, ..])
            AddText(prose.Lines, rest);
        else if (item.Nodes is [var only, ..])
            Add(only, null);
        foreach (var node in rest)
            if (node is not Prose)
                Add(node, null);
            else
                AddText(((Prose)node).Lines, []);
    }

    private void AddRow(Row row)
    {
        var before = Commands.Count;
        foreach (var cell in row.Cells)
            AddCommands(cell, cell.Pieces);
        var words = string.Join(" | ", row.Cells.Select(c => c.Raw));
        if (Commands.Count == before)
            Checks.Add(words);
        else if (
            row.Cells.Count > 1
            && Commands[^1].Expect is null
            && row.Cells[^1].Plain is { Length: > 0 } last
            && last != Commands[^1].Command
        )
            Commands[^1] = Commands[^1] with { Expect = last };
    }

    private void AddText(IReadOnlyList<Phrase> lines, List<Node> below)
    {
        var before = Commands.Count;
        foreach (var line in lines)
            AddCommands(line, line.Pieces);
        var text = string.Join(' ', lines.Select(l => l.Raw));
        var announces = below.Count > 0 && text.TrimEnd('*').EndsWith(':');
        if (Commands.Count == before && text.Length > 0 && !announces && !Words.IsNothing(text))
            Checks.Add(text);
    }

    private void AddCommands(Phrase line, IReadOnlyList<Piece> pieces)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            var leads = plainly && pieces.Take(i).All(p => !p.Text.Any(char.IsLetterOrDigit));
            if (!InlineCommand.Is(pieces[i], leads))
                continue;
            var after = string.Concat(
                pieces
                    .Skip(i + 1)
                    .TakeWhile(p => !InlineCommand.Is(p, false))
                    .Select(p => p.Code ? $"`{p.Text}`" : p.Text)
            );
            var command = pieces[i].Text.Trim();
            if (command.StartsWith("$ "))
                command = command[2..];
            Commands.Add(ShellCommands.Command(command, Expectation(after), line.Line));
        }
    }

    private static string? Expectation(string after)
    {
        var text = after.Trim().TrimStart('→', '—', '–', '-', ':', ',', ';', ')', ' ').Trim();
        if (text.StartsWith('(') && text.EndsWith(')'))
            text = text[1..^1];
        return text.Any(char.IsLetterOrDigit) && text is not ("and" or "or" or "then")
            ? text
            : null;
    }
}
