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
        string outcome,
        string forge
    )
    {
        var files = (conflict.Files ?? []).Select(file => $"  {file}");
        var text = string.Join('\n', files.Prepend($"{outcome}: {FirstSentence(error.Message)}"));
        if (conflict.Op == ConflictOp.Rebase || conflict.Type == GitConflict.RebaseInProgress)
            return $"{text}\nResolve them in $({forge} open {run.Short}), then: {forge} rebase {run.Short} --continue   (or --abort)";
        return IsAboutEdits(error.Message)
            ? $"{text}\nYour edits are as they were. Once they are out of the way: {forge} merge {run.Short}"
            : $"{text}\nBring the branch up to date first: {forge} rebase {run.Short}   then: {forge} merge {run.Short}";
    }

    /// <summary>Edits in the person's own checkout are in the way; the branches themselves fit, and a rebase would not help.</summary>
    private static bool IsAboutEdits(string message) =>
        message.Contains(" has edits ", StringComparison.Ordinal);

    /// <summary>The rest of the server's text says what to do in the words of the API; here it is said in commands.</summary>
    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }
}
