using Forge.Core.Platform.Linux;

namespace Forge.Core.Evidence;

/// <summary>
/// How everything that a validation started is found again: by the run, and by the state whose server ran it. It is not
/// the mark of Forge's own commands, or the next server would wait for a git of a test as for one of its own.
/// </summary>
internal static class ValidationMark
{
    public const string Run = "FORGE_VALIDATION";
    public const string State = "FORGE_VALIDATION_OF";

    public static ProcessTree TreeOf(Guid run, int pid)
    {
        var mark = run.ToString("D");
        // One that ended at once may be another's number by now.
        var leader = ProcessTable.WithVariable(Run, mark).Contains(pid)
            ? ProcessTable.Identify(pid)
            : null;
        return new ProcessTree(Run, mark, () => leader);
    }

    public static ProcessTree TreeOf(string state) => new(State, state, () => null);
}
