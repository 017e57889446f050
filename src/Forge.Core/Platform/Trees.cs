namespace Forge.Core.Platform;

/// <summary>Directories that others filled, with whatever names and rights.</summary>
internal static class Trees
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Deletes a directory with everything below it; links are not followed. Nothing happens when it is not there.</summary>
    /// <exception cref="IOException">Something of it could not be deleted; says what.</exception>
    public static async Task DeleteAsync(string path, CancellationToken ct)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Some tools write-protect their directories (Go's module cache).
            await UnprotectAsync(path, ct).ConfigureAwait(false);
            await RemoveAsync(path, ct).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // A file whose name is no text cannot be named by .NET at all.
            await RemoveAsync(path, ct).ConfigureAwait(false);
        }
    }

    // Directories only: the files in them may be hard links into somebody's cache.
    private static Task<CommandResult> UnprotectAsync(string path, CancellationToken ct) =>
        Command(
                "find",
                [path, "-type", "d", "!", "-perm", "-700", "-exec", "chmod", "u+rwx", "{}", ";"]
            )
            .RunAsync(ct);

    private static async Task RemoveAsync(string path, CancellationToken ct)
    {
        var remove = await Command("rm", ["-rf", "--", path]).RunAsync(ct).ConfigureAwait(false);
        if (!remove.Ok)
            throw new IOException($"{path} could not be deleted: {remove.Error.Trim()}");
    }

    private static Command Command(string program, IReadOnlyList<string> arguments) =>
        new(program, arguments) { Limit = Patience };
}
