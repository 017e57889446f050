using System.Globalization;
using Forge.Core.Domain;
using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>Moves worktrees away instead of deleting them. The name in the trash says when it came there.</summary>
internal static class WorktreeTrash
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    public static string? Move(
        GitRepository repo,
        string worktree,
        string trash,
        DateTimeOffset now
    )
    {
        var path = GitDirectories.Normal(worktree);
        var administration = GitDirectories.AdministrationOf(repo, path);
        if (administration is null && Directory.Exists(path))
            throw RuleBroken.Conflict($"{path} is not a worktree of {repo.Path}");
        if (
            administration is not null
            && WorktreeLock.Reason(administration) is not null
            && !WorktreeLock.IsOurs(administration)
        )
            throw RuleBroken.Conflict(
                $"The worktree {path} is locked; unlock it with: git worktree unlock"
            );
        var place = Directory.Exists(path) ? MoveAway(path, trash, now) : null;
        if (administration is not null)
            Forget(administration);
        return place;
    }

    /// <summary>Renames a directory into the trash.</summary>
    public static string MoveAway(string path, string trash, DateTimeOffset now)
    {
        Directory.CreateDirectory(trash);
        var time = now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var mark = Guid.NewGuid().ToString("N")[..6];
        var place = Path.Join(trash, $"{time}-{mark}-{Path.GetFileName(path)}");
        try
        {
            Directory.Move(path, place);
        }
        catch (IOException error) when (Directory.Exists(path))
        {
            throw RuleBroken.Conflict(
                $"{path} could not be moved to {place}; both must be on one file system ({error.Message})"
            );
        }
        // The rows will say that it is gone: then it must not come back after a power cut.
        Files.Sync(trash);
        Files.Sync(Path.GetDirectoryName(path)!);
        return place;
    }

    /// <summary>When something came into the trash, from its name; null for a name that is not ours.</summary>
    public static DateTimeOffset? TimeOf(string place)
    {
        var name = Path.GetFileName(place);
        var dash = name.IndexOf('-');
        return
            dash > 0
            && DateTimeOffset.TryParseExact(
                name[..dash],
                TimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
            ? time
            : null;
    }

    /// <summary>What <c>git worktree prune</c> does, for this one only: another's may be in the making.</summary>
    public static void Forget(string administration)
    {
        // At once: a git that looks meanwhile must not find half of it.
        var common = Path.GetDirectoryName(Path.GetDirectoryName(administration))!;
        var gone = Path.Join(common, $"forge-gone-{Guid.NewGuid():N}");
        Directory.Move(administration, gone);
        Directory.Delete(gone, recursive: true);
    }
}
