using Forge.Planning.Scoring;

namespace Forge.Planning.Reports;

/// <summary>A run with all that it printed, both streams as they came.</summary>
public sealed record RecordedRun(ValidationRun Run, string Output);
