using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// Runs a git that changes a checkout so that nobody's going away stops it, not even this server's: what it says goes to
/// files. A pipe without a reader would kill it at its next word, in the middle of a rebase or of half a checkout.
/// </summary>
internal static class GitToItsEnd
{
    private const string Script = "d=$1; shift; \"$@\" >\"$d/out\" 2>\"$d/err\"";

    public static async Task<CommandResult> RunAsync(Command git)
    {
        var said = Directory.CreateTempSubdirectory("forge-git-");
        try
        {
            string[] words = ["-c", Script, "forge-git", said.FullName, git.Program];
            var command = git with { Program = "sh", Arguments = [.. words, .. git.Arguments] };
            var result = await command.RunAsync(CancellationToken.None).ConfigureAwait(false);
            if (result.TimedOut)
                return result;
            return result with
            {
                OutputBytes = Read(said, "out"),
                Error = System.Text.Encoding.UTF8.GetString(Read(said, "err")) + result.Error,
            };
        }
        finally
        {
            said.Delete(recursive: true);
        }
    }

    private static byte[] Read(DirectoryInfo said, string name)
    {
        var path = Path.Join(said.FullName, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : [];
    }
}
