namespace Forge.Bench;

/// <summary>A figure could not be measured; the text says why, and stands in the table.</summary>
internal sealed class MeasureFailed(string why) : Exception(why);
