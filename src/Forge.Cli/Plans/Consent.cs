namespace Forge.Cli.Plans;

/// <summary>What only a person may say yes to: by an answer on a terminal, or by <c>--yes</c> on the command line.</summary>
internal static class Consent
{
    /// <summary>Before anything is asked of the server: where nobody can answer, the command line is wrong.</summary>
    public static void Insist(Surroundings here, bool yes, string what)
    {
        if (!yes && !here.Terminal.HasPerson)
            throw CommandFailed.Usage(
                $"{what} needs a person's yes, and nobody can be asked here; say --yes"
            );
    }

    /// <summary>A no ends the command.</summary>
    public static async Task AskAsync(
        Surroundings here,
        bool yes,
        string question,
        CancellationToken ct
    )
    {
        if (yes || await here.Terminal.ConfirmAsync(question, ct).ConfigureAwait(false))
            return;
        throw new CommandFailed(ExitCodes.Failed, "You did not say yes; nothing was changed");
    }
}
