using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// Git failed where Forge expects it not to: a broken repository, a full disk, no git. Says what to do where that is
/// known. Never carries a credential.
/// </summary>
internal sealed class GitFailed(string verb, CommandResult result) : Exception(Words(verb, result))
{
    public CommandResult Result { get; } = result;

    /// <summary>What a person can do about it; null when only git's words are known.</summary>
    public string? Advice => GitAdvice.For(Result.Error);

    private static string Words(string verb, CommandResult result)
    {
        var said =
            $"git {verb} failed ({result.ExitCode}): {Credentials.Mask(result.Error.Trim())}";
        return GitAdvice.For(result.Error) is { } advice ? $"{said}\n{advice}" : said;
    }
}
