using Forge.Bench.Report;

namespace Forge.Bench.Floors;

/// <summary>Something that the machine does without any server.</summary>
/// <param name="MeasureAsync">One round; in the floor's unit.</param>
internal sealed record Floor(
    string Title,
    Unit Unit,
    string Meaning,
    int Rounds,
    Func<CancellationToken, Task<double>> MeasureAsync
);
