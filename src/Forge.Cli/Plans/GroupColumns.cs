using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>What of a group stands beside its title where the window is wide enough, and below it where it is not.</summary>
internal sealed record GroupPart(Func<GroupStatus, Cell> Read);

/// <summary>How wide the columns of the groups of a plan are in a window. Pure.</summary>
internal sealed record GroupColumns(
    int Id,
    int Title,
    int State,
    int Window,
    IReadOnlyList<(GroupPart Part, int Width)> Beside,
    IReadOnlyList<GroupPart> Below
)
{
    private const int LongestId = 14;
    private const int LongestTitle = 60;

    /// <summary>A title is not cut below this for the sake of what stands beside it.</summary>
    private const int GoodTitle = 30;
    private const int LeastTitle = 8;
    private const int Gap = 2;

    /// <summary>The first is the last to go below.</summary>
    private static readonly GroupPart[] Parts =
    [
        new(group => group.AttemptNumber > 0 ? $"#{group.AttemptNumber}" : ""),
        new(Score),
        new(group => Checks(group.Validation)),
        new(group =>
            group.Attempt is null ? "" : new Cell(Words.OneLine(group.Branch, 40), Paint.Dim)
        ),
    ];

    public static GroupColumns For(IReadOnlyList<GroupStatus> groups, int window)
    {
        var longest = Math.Min(LongestId, window / 5);
        var id = Widest(groups, group => Words.OneLine(group.Id, longest));
        var state = Widest(groups, group => PlanStates.OfGroup(group.State).Word);
        var title = Widest(groups, group => Words.OneLine(group.Title, LongestTitle));
        var room = window - 2 - id - Gap - Gap - state;
        var wanted = Math.Min(title, GoodTitle);
        List<(GroupPart, int)> beside = [];
        List<GroupPart> below = [];
        foreach (var part in Parts)
        {
            var width = Widest(groups, group => part.Read(group).Text);
            if (width > 0 && room - width - Gap >= wanted)
            {
                beside.Add((part, width));
                room -= width + Gap;
            }
            else if (width > 0)
                below.Add(part);
        }
        return new GroupColumns(
            id,
            Math.Min(title, Math.Max(LeastTitle, room)),
            state,
            window,
            beside,
            below
        );
    }

    /// <summary>Columns up to the end of the state.</summary>
    public int Fixed => 2 + Id + Gap + Title + Gap + State;

    /// <summary>How many runs of commands passed, run and failed: <c>✓2 ✗1</c>; painted as the worst of them.</summary>
    public static Cell Checks(IReadOnlyList<ValidationStatus> runs)
    {
        var counts = runs.GroupBy(run => run.State)
            .Select(same => (Look: PlanStates.OfValidation(same.Key), Count: same.Count()))
            .OrderBy(one => Badness(one.Look.Paint))
            .ToList();
        return counts is []
            ? ""
            : new Cell(
                string.Join(' ', counts.Select(one => one.Look.Symbol + one.Count)),
                counts[^1].Look.Paint
            );
    }

    private static int Badness(Paint paint) =>
        paint switch
        {
            Paint.Green => 0,
            Paint.Red => 2,
            _ => 1,
        };

    private static Cell Score(GroupStatus group) =>
        group.Verdict is { } verdict
            ? new Cell(
                $"{group.Score}/{group.TargetScore} {PlanStates.Word(verdict)}",
                PlanStates.OfVerdict(verdict)
            )
            : "";

    private static int Widest(IReadOnlyList<GroupStatus> groups, Func<GroupStatus, string> text) =>
        groups.Count == 0 ? 0 : groups.Max(group => TextWidth.Of(text(group)));
}
