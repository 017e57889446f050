using Forge.Bench.Report;

namespace Forge.Bench.Figures;

/// <summary>Everything that is measured, in the table's order.</summary>
internal static class AllFigures
{
    public const string Floors = "floors";
    private const int Kilobytes2 = 2_048;

    public static IReadOnlyList<IFigure> List { get; } =
    [
        new CreateFigure(10, 40, 10, Reach.Ratio(0.3), Reach.Ratio(0.6)),
        new CreateFigure(20_000, Kilobytes2, 5, Reach.None, Reach.Ratio(0.2)),
        new BurstFigure(30, Reach.Ratio(0.6)),
        new BurstFigure(100, Reach.None),
        new LatencyFigure(10, 60),
        new LatencyFigure(1_000, 4_000),
        new LogFigure(),
        new DiffFigure(10, 40, Reach.Ratio(0.3)),
        new DiffFigure(20_000, Kilobytes2, Reach.Times(3, "diff-10", "≤ 3 × that")),
        new StopFigure(),
        new StartFigure(),
        new StartFullFigure(),
        new KillFigure(),
        new IdleFigure(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. List.Select(f => f.Name), Floors];
}
