using Forge.Planning.Files;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Cli.Planning;

/// <summary>Brings a plan's files to disk; what cannot be written and need not be is left out with a warning.</summary>
internal static class PlanWriting
{
    /// <summary>The plan without what the disk does not allow.</summary>
    public static ForgePlan Possible(string root, ForgePlan plan)
    {
        var said = new List<Diagnostic>();
        var changes = new List<FileChange>();
        foreach (var change in plan.Changes)
            if (change.Writes && IsTask(plan, change) && Obstacle(root, change) is { } why)
                said.Add(
                    new Diagnostic(
                        Severity.Warning,
                        "task-file-not-writable",
                        1,
                        $"{change.Path} is not written: {why}"
                    )
                );
            else
                changes.Add(change);
        var folders = new List<string>();
        foreach (var folder in plan.Folders)
            if (FileAbove(root, folder) is { } file)
                said.Add(
                    new Diagnostic(
                        Severity.Warning,
                        "evidence-folder-missing",
                        1,
                        $"{folder} cannot be made: {Path.GetRelativePath(root, file)} is a file"
                    )
                );
            else
                folders.Add(folder);
        return plan with
        {
            Changes = changes,
            Folders = folders,
            Diagnostics = [.. plan.Diagnostics, .. said],
        };
    }

    /// <returns>Whether anything was written.</returns>
    public static bool Write(string root, ForgePlan plan)
    {
        // The plan comes last: who sees it finds everything that it names.
        var changes = plan
            .Changes.Where(c => c.Writes)
            .OrderBy(c => c.Path == plan.PlanFile)
            .ToList();
        var folders = plan.Folders.Where(f => !Directory.Exists(Path.Combine(root, f))).ToList();
        if (changes.Count + folders.Count == 0)
            return false;
        FileSet.Write(root, plan.Folder, changes, folders);
        return true;
    }

    private static bool IsTask(ForgePlan plan, FileChange change) =>
        Path.GetDirectoryName(change.Path) == plan.Folder;

    private static string? Obstacle(string root, FileChange change)
    {
        var path = Path.Combine(root, change.Path);
        if (Directory.Exists(path))
            return "a directory has its name";
        if (!File.Exists(path))
            return null;
        const UnixFileMode anyone =
            UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(path) & anyone) == 0)
            return "it is write-protected";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return "you may not write it";
        }
        catch (IOException error)
        {
            return error.Message.TrimEnd('.');
        }
    }

    private static string? FileAbove(string root, string folder)
    {
        var path = root;
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (File.Exists(path))
                return path;
        }
        return null;
    }
}
