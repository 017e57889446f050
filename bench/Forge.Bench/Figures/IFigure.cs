using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Figures;

/// <summary>Something that is measured on each contestant; it may fill several rows of the table.</summary>
internal interface IFigure
{
    /// <summary>As <c>--only</c> takes it.</summary>
    string Name { get; }

    /// <summary>How often it is measured, where nobody says otherwise.</summary>
    int Repeats { get; }

    /// <summary>Whether a first round goes uncounted: for a program that has just started, everything is new.</summary>
    bool WarmsUp { get; }

    IReadOnlyList<Row> Rows { get; }

    /// <summary>Gets one contestant ready; null where it cannot do such a thing.</summary>
    Task<IMeasurement?> OpenAsync(IContestant contestant, CancellationToken ct);
}

/// <summary>A figure on one contestant, ready to be measured again and again.</summary>
internal interface IMeasurement : IAsyncDisposable
{
    Task MeasureAsync(Samples samples, CancellationToken ct);

    /// <summary>What can be measured only once, after everything else.</summary>
    Task FinishAsync(Samples samples, CancellationToken ct) => Task.CompletedTask;
}
