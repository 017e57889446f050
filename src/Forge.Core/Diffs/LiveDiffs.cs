namespace Forge.Core.Diffs;

internal sealed class LiveDiffs
{
    public void Touch(Guid attempt, string path) { }
}
