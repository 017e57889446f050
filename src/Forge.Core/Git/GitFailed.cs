using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>Git failed where Forge expects it not to: a broken repository, a full disk, no git. Never carries a credential.</summary>
internal sealed class GitFailed(string verb, CommandResult result)
    : Exception($"git {verb} failed ({result.ExitCode}): {Credentials.Mask(result.Error.Trim())}")
{
    public CommandResult Result { get; } = result;
}
