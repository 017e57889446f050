namespace Forge.Core.Platform;

/// <summary>
/// Build daemons outlive the command that asked for them and would carry its mark to the next command that uses them:
/// ending one would break another. So they are switched off unless the caller decided otherwise.
/// </summary>
internal static class BuildDaemons
{
    public static readonly IReadOnlyDictionary<string, string> Off = new Dictionary<string, string>
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["GRADLE_OPTS"] = "-Dorg.gradle.daemon=false",
    };
}
