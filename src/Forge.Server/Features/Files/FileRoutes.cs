using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Server.Security;
using Forge.Server.Wire;

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
        app.MapGet(Routes.Directory, List).For(RouteRule.Read).WithTags("filesystem");
        app.MapGet(Routes.GitRepos, Repositories).For(RouteRule.Read).WithTags("filesystem");
    }

    private static Envelope<DirectoryList> List(string? path)
    {
        var root = Open(path);
        var entries = Inside(root)
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
        TimeProvider time,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var found = Walk(Open(path), 0, new Search(ct))
            .Select(d =>
                Entry(d) with
                {
                    LastModified = (long)Math.Max(0, (now - d.LastWriteTimeUtc).TotalSeconds),
                }
            )
            .OrderBy(e => e.LastModified);
        return Envelope.Of<IReadOnlyList<DirectoryEntry>>([.. found]);
    }

    private static IReadOnlyList<FileSystemInfo> Inside(DirectoryInfo root)
    {
        try
        {
            var all = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = 0 };
            return [.. root.EnumerateFileSystemInfos("*", all)];
        }
        catch (IOException error)
        {
            throw RuleBroken.Invalid($"path: {root.FullName} cannot be listed ({error.Message})");
        }
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
            : throw RuleBroken.NotFound($"Directory does not exist: {Parameters.Short(full)}");
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
    private static IEnumerable<DirectoryInfo> Walk(DirectoryInfo folder, int depth, Search search)
    {
        if (Path.Exists(Path.Combine(folder.FullName, ".git")))
        {
            yield return folder;
            yield break;
        }
        if (depth == Deepest)
            yield break;
        foreach (var child in search.Below(folder))
            if (child.Name[0] != '.' && !Skipped.Contains(child.Name))
                foreach (var found in Walk(child, depth + 1, search))
                    yield return found;
    }

    /// <summary>One look around, which ends: a root of a file system has millions of directories below it.</summary>
    private sealed class Search(CancellationToken ct)
    {
        private const int MostFolders = 20_000;
        private static readonly EnumerationOptions Options = new()
        {
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        private int _folders;

        public IReadOnlyList<DirectoryInfo> Below(DirectoryInfo folder)
        {
            ct.ThrowIfCancellationRequested();
            if (++_folders > MostFolders)
                return [];
            try
            {
                return [.. folder.EnumerateDirectories("*", Options)];
            }
            catch (IOException)
            {
                // It went while it was looked at, or is one of the kernel's that cannot be listed.
                return [];
            }
        }
    }
}
