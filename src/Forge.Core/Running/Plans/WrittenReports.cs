using System.Text;
using Forge.Planning.Folders;
using Files = Forge.Core.Platform.Files;

namespace Forge.Core.Running.Plans;

/// <summary>Reports go into the person's checkout as new files: what stands there is theirs, and stays as it is.</summary>
internal static class WrittenReports
{
    private const int MostOfOneName = 100;
    private const UnixFileMode Readable =
        Files.Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <param name="path">Relative to the root; <c>-2</c> and so on is added where it is taken by another text.</param>
    /// <returns>Where it lies now; null where it cannot be written, which keeps nobody from reading it.</returns>
    public static string? Write(PlanLook look, string path, string text)
    {
        if (look.Repo.IsBare)
            return null;
        var root = look.Record.Project.GitRepoPath;
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var n = 1; n <= MostOfOneName; n++)
        {
            var free = n == 1 ? path : Numbered(path, n);
            var full = Path.Combine(root, free);
            try
            {
                if (!PlanFolder.IsInside(root, free))
                    return null;
                if (Path.Exists(full))
                {
                    if (File.Exists(full) && File.ReadAllBytes(full).AsSpan().SequenceEqual(bytes))
                        return free;
                    continue;
                }
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                Files.WriteNew(full, bytes, Readable);
                return free;
            }
            catch (IOException) when (Path.Exists(full))
            {
                // Somebody was quicker.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
        return null;
    }

    private static string Numbered(string path, int n)
    {
        var dot = path.LastIndexOf('.');
        return $"{path[..dot]}-{n}{path[dot..]}";
    }
}
