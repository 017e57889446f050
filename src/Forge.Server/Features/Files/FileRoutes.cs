using Forge.Api;
using Forge.Core.Domain;

namespace Forge.Server.Features.Files;

/// <summary>Directories of the server's machine, for people who look for a repository to add.</summary>
internal static class FileRoutes
{
    private const int Deepest = 4;
    private static readonly string[] Skipped =
    [
        "node_modules",
        "target",
        "dist",
        "build",
        "vendor",
        "bin",
        "obj",
    ];

    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Directory, List).WithTags("filesystem");
        app.MapGet(Routes.GitRepos, Repositories).WithTags("filesystem");
    }

    private static Envelope<DirectoryList> List(string? path)
    {
        var root = Open(path);
        var entries = root.EnumerateFileSystemInfos(
                "*",
                new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 }
            )
            .Where(e => e.Name[0] != '.')
            .Select(Entry)
            .OrderByDescending(e => e.IsDirectory)
            .ThenBy(e => e.Name, StringComparer.Ordinal);
        return Envelope.Of(
            new DirectoryList { Entries = [.. entries], CurrentPath = root.FullName }
        );
    }

    private static Envelope<IReadOnlyList<DirectoryEntry>> Repositories(
        string? path,
        TimeProvider time
    )
    {
        var now = time.GetUtcNow();
        var found = Walk(Open(path), 0)
            .Select(d =>
                Entry(d) with
                {
                    LastModified = (long)Math.Max(0, (now - d.LastWriteTimeUtc).TotalSeconds),
                }
            )
            .OrderBy(e => e.LastModified);
        return Envelope.Of<IReadOnlyList<DirectoryEntry>>([.. found]);
    }

    private static DirectoryInfo Open(string? path)
    {
        var full = string.IsNullOrWhiteSpace(path)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)
            : path;
        if (!Path.IsPathFullyQualified(full) || full.Contains('\0'))
            throw RuleBroken.Malformed("path: give an absolute path");
        return Directory.Exists(full)
            ? new DirectoryInfo(Path.GetFullPath(full))
            : throw RuleBroken.NotFound("Directory does not exist");
    }

    private static DirectoryEntry Entry(FileSystemInfo info)
    {
        var directory = info is DirectoryInfo;
        return new DirectoryEntry
        {
            Name = info.Name,
            Path = info.FullName,
            IsDirectory = directory,
            IsGitRepo = directory && Path.Exists(Path.Combine(info.FullName, ".git")),
        };
    }

    // Links are not followed: they lead in circles, and out of what was asked for.
    private static IEnumerable<DirectoryInfo> Walk(DirectoryInfo folder, int depth)
    {
        if (Path.Exists(Path.Combine(folder.FullName, ".git")))
        {
            yield return folder;
            yield break;
        }
        if (depth == Deepest)
            yield break;
        var options = new EnumerationOptions
        {
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (var child in folder.EnumerateDirectories("*", options))
            if (child.Name[0] != '.' && !Skipped.Contains(child.Name))
                foreach (var found in Walk(child, depth + 1))
                    yield return found;
    }
}
