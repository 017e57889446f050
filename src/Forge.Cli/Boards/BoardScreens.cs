using Forge.Cli.Attempts;
using Forge.Cli.Terminals;

namespace Forge.Cli.Boards;

/// <summary>How a board comes onto the output: two real ways, by what the output can do.</summary>
internal interface IBoardScreen
{
    void Draw(IReadOnlyList<BoardRow> rows);

    void Close();
}

/// <summary>Redraws a table in place.</summary>
internal sealed class TableScreen(Surroundings here) : IBoardScreen
{
    private readonly InPlace _place = new(here.Terminal);

    public void Draw(IReadOnlyList<BoardRow> rows) =>
        _place.Draw(BoardText.Table(rows, here.Now).Render(here.Terminal).Split('\n'));

    public void Close() => _place.Close();
}

/// <summary>Prints a line for a run whose state changed, and now and then for all that are at work.</summary>
internal sealed class LineScreen(Surroundings here, TimeSpan quiet) : IBoardScreen
{
    private readonly Dictionary<Guid, (AttemptState State, DateTimeOffset At)> _said = [];

    public void Draw(IReadOnlyList<BoardRow> rows)
    {
        foreach (var row in rows)
        {
            var isNew = !_said.TryGetValue(row.Run.Id, out var said);
            if (!isNew && said.State == row.State && (row.IsOver || here.Now - said.At < quiet))
                continue;
            _said[row.Run.Id] = (row.State, here.Now);
            here.Terminal.Line(BoardText.Line(row, here.Now));
        }
    }

    public void Close() { }
}
