using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// Git failed where Forge expects it not to: a broken repository, a full disk, no git. Says what to do where that is
/// known. Never carries a credential.
/// </summary>
internal sealed class GitFailed(string verb, CommandResult result) : Exception(Words(verb, result))
{
    public CommandResult Result { get; } = result;

    /// <summary>
    /// The directory that git was to look at, or what its repository knows of it, went meanwhile: an attempt was deleted
    /// while it was asked about.
    /// </summary>
    public bool PlaceIsGone =>
        Result.ExitCode == 128
        && Gone.Any(said => Result.Error.StartsWith(said, StringComparison.Ordinal));

    private static readonly string[] Gone =
    [
        "fatal: cannot change to",
        "fatal: not a git repository",
        // Its entry went between two looks of this very git.
        "fatal: this operation must be run in a work tree",
        "fatal: your current branch appears to be broken",
    ];

    /// <summary>What a person can do about it; null when only git's words are known.</summary>
    public string? Advice => GitAdvice.For(Result.Error);

    private static string Words(string verb, CommandResult result)
    {
        var said =
            $"git {verb} failed ({result.ExitCode}): {Credentials.Mask(result.Error.Trim())}";
        return GitAdvice.For(result.Error) is { } advice ? $"{said}\n{advice}" : said;
    }
}
