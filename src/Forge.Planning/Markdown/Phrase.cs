using System.Text;

namespace Forge.Planning.Markdown;

/// <summary>A stretch of text of one kind. A class: of lists of structs each program makes its own code at its start.</summary>
internal sealed record Piece(
    string Text,
    bool Bold = false,
    bool Code = false,
    string? Link = null
);

/// <summary>One line of text with what is bold and what is code.</summary>
internal sealed record Phrase(int Line, IReadOnlyList<Piece> Pieces)
{
    private string? _plain;
    private string? _raw;

    public static Phrase Of(int line, string text) => new(line, [new Piece(text)]);

    /// <summary>Without bold marks, back-ticks and addresses of links.</summary>
    public string Plain =>
        _plain ??= (
            Pieces is [var only] ? only.Text : string.Concat(Pieces.Select(p => p.Text))
        ).Trim();

    /// <summary>As Markdown: what a person wrote, with one way of writing bold.</summary>
    public string Raw => _raw ??= Write();

    public bool IsEmpty => Plain.Length == 0;

    /// <summary>All of it is bold, apart from marks around.</summary>
    public bool IsBold =>
        Pieces.Any(p => p.Bold && p.Text.Any(char.IsLetter))
        && Pieces.All(p => p.Bold || !p.Text.Any(char.IsLetterOrDigit));

    private string Write()
    {
        if (Pieces is [{ Bold: false, Code: false, Link: null } only])
            return only.Text.Trim();
        var text = new StringBuilder();
        var bold = false;
        foreach (var piece in Pieces)
        {
            if (piece.Bold != bold)
                text.Append("**");
            bold = piece.Bold;
            var ticks = piece.Code ? (piece.Text.Contains('`') ? "``" : "`") : "";
            text.Append(piece.Link is null ? "" : "[")
                .Append(ticks)
                .Append(piece.Text)
                .Append(ticks)
                .Append(piece.Link is null ? "" : $"]({piece.Link})");
        }
        return text.Append(bold ? "**" : "").ToString().Trim();
    }

    /// <summary>The rest after <paramref name="index"/> characters of all pieces together.</summary>
    public Phrase From(int index)
    {
        var rest = new List<Piece>();
        foreach (var piece in Pieces)
        {
            if (index >= piece.Text.Length)
                index -= piece.Text.Length;
            else
            {
                rest.Add(index > 0 ? piece with { Text = piece.Text[index..] } : piece);
                index = 0;
            }
        }
        if (rest is [{ Code: false } first, ..])
            rest[0] = first with { Text = first.Text.TrimStart() };
        return new Phrase(Line, rest);
    }

    /// <summary>The first <paramref name="length"/> characters of all pieces together.</summary>
    public Phrase Until(int length)
    {
        var head = new List<Piece>();
        foreach (var piece in Pieces)
        {
            if (length <= 0)
                break;
            head.Add(
                length < piece.Text.Length ? piece with { Text = piece.Text[..length] } : piece
            );
            length -= piece.Text.Length;
        }
        return new Phrase(Line, head);
    }
}
