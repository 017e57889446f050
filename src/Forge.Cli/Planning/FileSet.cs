using System.Text;
using Forge.Planning.Files;

namespace Forge.Cli.Planning;

/// <summary>
/// Writes several files all or nothing. Everything is made in a folder beside them first; then each takes its place by a
/// rename, and a failure undoes the renames before it. What was renamed is written down before, so that the next run undoes what a
/// crash left half done.
/// </summary>
internal sealed class FileSet : IDisposable
{
    private const string Name = ".forge-plan";
    private readonly string _root;
    private readonly string _place;
    private readonly FileStream _lock;
    private readonly List<string> _madeFolders = [];

    private FileSet(string root, string folder, List<string> made)
    {
        _root = root;
        _place = Path.Combine(root, folder, Name);
        _madeFolders = made;
        MakeFolder(_place, made);
        try
        {
            _lock = new FileStream(
                Path.Combine(_place, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException error) when (File.Exists(Path.Combine(_place, "lock")))
        {
            throw new IOException($"another forge plan is at work in {folder}", error);
        }
    }

    private string Journal => Path.Combine(_place, "undo");

    /// <summary>Takes back what a crash left half done; to be called before the files are read.</summary>
    public static void Recover(string root, string folder)
    {
        if (Directory.Exists(Path.Combine(root, folder, Name)))
            Do(root, folder, _ => { });
    }

    /// <param name="folder">The plan's, relative to the root; it is made if it is not there.</param>
    public static void Write(
        string root,
        string folder,
        IReadOnlyList<FileChange> changes,
        IReadOnlyList<string> folders
    ) => Do(root, folder, set => set.Write(changes, folders));

    private static void Do(string root, string folder, Action<FileSet> work)
    {
        var made = new List<string>();
        try
        {
            using var set = new FileSet(root, folder, made);
            set.Undo();
            work(set);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            RemoveFolders(made);
            throw new CommandFailed(
                ExitCodes.Failed,
                $"nothing was written, all files are as before: {error.Message.TrimEnd('.')}"
            );
        }
    }

    private void Write(IReadOnlyList<FileChange> changes, IReadOnlyList<string> folders)
    {
        var kept = _madeFolders.Count;
        try
        {
            for (var i = 0; i < changes.Count; i++)
                Stage(changes[i], i);
            foreach (var change in changes)
                MakeFolder(Path.GetDirectoryName(Full(change.Path))!, _madeFolders);
            foreach (var evidence in folders)
                MakeFolder(Full(evidence), _madeFolders);
            File.WriteAllLines(Journal, changes.Select(Line));
            for (var i = 0; i < changes.Count; i++)
                Place(changes[i], i);
            File.Delete(Journal);
        }
        catch
        {
            Undo();
            RemoveFolders(_madeFolders.Skip(kept));
            throw;
        }
    }

    private void Stage(FileChange change, int index)
    {
        var old = Full(change.Path);
        if (change.New is { } text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            using (var file = File.Create(New(index)))
            {
                file.Write(bytes);
                // A full disk is to be noticed here.
                file.Flush(flushToDisk: true);
            }
            if (File.Exists(old))
                File.SetUnixFileMode(New(index), File.GetUnixFileMode(old));
        }
        if (change.Action == FileAction.Update)
            File.Copy(old, Old(index));
    }

    private void Place(FileChange change, int index)
    {
        if (change.ArchivedAs is { } archive)
            File.Move(Full(change.Path), Full(archive));
        if (change.New is not null)
            File.Move(New(index), Full(change.Path), overwrite: change.Action == FileAction.Update);
    }

    private static string Line(FileChange change) =>
        string.Join('\t', change.Action, change.Path, change.ArchivedAs);

    /// <summary>Takes back what the journal names and what was done of it; nothing where there is no journal.</summary>
    private void Undo()
    {
        if (File.Exists(Journal))
        {
            var lines = File.ReadAllLines(Journal);
            for (var i = lines.Length - 1; i >= 0; i--)
                if (lines[i].Split('\t') is [var action, var path, var archive])
                    Undo(Enum.Parse<FileAction>(action), Full(path), archive, i);
            File.Delete(Journal);
        }
        foreach (var file in Directory.EnumerateFiles(_place))
            if (Path.GetFileName(file) is not "lock")
                File.Delete(file);
    }

    private void Undo(FileAction action, string path, string archive, int index)
    {
        // A new text that still lies here never took its place.
        var placed = action != FileAction.Archive && !File.Exists(New(index));
        if (placed && action == FileAction.Update)
            File.Move(Old(index), path, overwrite: true);
        else if (placed)
            File.Delete(path);
        if (archive.Length > 0 && File.Exists(Full(archive)) && !File.Exists(path))
            File.Move(Full(archive), path);
    }

    private string Full(string path) => Path.Combine(_root, path);

    private string New(int index) => Path.Combine(_place, $"new-{index}");

    private string Old(int index) => Path.Combine(_place, $"old-{index}");

    private static void MakeFolder(string path, List<string> made)
    {
        path = path.TrimEnd('/');
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { } above)
            MakeFolder(above, made);
        Directory.CreateDirectory(path);
        made.Add(path);
    }

    private static void RemoveFolders(IEnumerable<string> made)
    {
        foreach (var folder in made.Reverse())
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
    }

    // While the lock is held: nobody else can have begun in here.
    public void Dispose()
    {
        if (!File.Exists(Journal) && Directory.Exists(_place))
            Directory.Delete(_place, recursive: true);
        _lock.Dispose();
    }
}
