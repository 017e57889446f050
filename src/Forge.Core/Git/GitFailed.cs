using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>Git failed where Forge expects it not to: a broken repository, a full disk, no git. Never carries a credential.</summary>
internal sealed class GitFailed(string verb, CommandResult result)
    : Exception($"git {verb} failed ({result.ExitCode}): {Credentials.Mask(result.Error.Trim())}")
{
    public CommandResult Result { get; } = result;

    /// <summary>The directory that git was to look at went meanwhile: an attempt was deleted while it was asked about.</summary>
    public bool PlaceIsGone =>
        Result.ExitCode == 128
        && Result.Error.StartsWith("fatal: cannot change to", StringComparison.Ordinal);
}
