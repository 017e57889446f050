using Forge.Api;
using Forge.Cli.Attempts;

namespace Forge.Cli.Commands.Attempts;

/// <summary>What a person reads when edits overlap: what happened, where, and the ways out.</summary>
internal static class Conflicts
{
    public static string Text(
        ForgeError error,
        GitConflict conflict,
        KnownAttempt run,
        string outcome
    )
    {
        var files = (conflict.Files ?? []).Select(file => $"  {file}");
        var text = string.Join('\n', files.Prepend($"{outcome}: {FirstSentence(error.Message)}"));
        return conflict.Op == ConflictOp.Rebase || conflict.Type == GitConflict.RebaseInProgress
            ? $"{text}\nResolve them in $(forge open {run.Short}), then: forge rebase {run.Short} --continue   (or --abort)"
            : $"{text}\nBring the branch up to date first: forge rebase {run.Short}   then: forge merge {run.Short}";
    }

    /// <summary>The rest of the server's text says what to do in the words of the API; here it is said in commands.</summary>
    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }
}
