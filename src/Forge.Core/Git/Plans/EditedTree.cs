namespace Forge.Core.Git.Plans;

/// <summary>A commit's or tree's files with some of them written anew, as a tree; by an index of its own.</summary>
internal static class EditedTree
{
    /// <summary>With the modes looked up.</summary>
    public static async Task<string> OfAsync(
        GitRepository repo,
        string parent,
        IReadOnlyDictionary<string, byte[]?> files,
        CancellationToken ct
    )
    {
        if (files.Count == 0)
            return parent;
        var modes = await PlanPaths.ModesAsync(repo, parent, files.Keys, ct).ConfigureAwait(false);
        var fit = files.Where(f =>
            PlanPaths.Unfit([f.Key]).Count == 0 && !PlanPaths.IsTaken(f.Key, modes)
        );
        return await OfAsync(repo, parent, new Dictionary<string, byte[]?>(fit), modes, ct)
            .ConfigureAwait(false);
    }

    public static async Task<string> OfAsync(
        GitRepository repo,
        string parent,
        IReadOnlyDictionary<string, byte[]?> files,
        IReadOnlyDictionary<string, string> modes,
        CancellationToken ct
    )
    {
        using var index = PrivateIndex.Empty();
        var written = files.Where(file => file.Value is not null).ToList();
        var blobs = await BlobsAsync(repo, [.. written.Select(file => file.Value!)], ct)
            .ConfigureAwait(false);
        var entries = written
            .Zip(blobs, (file, blob) => $"{PlanPaths.ModeOf(file.Key, modes)} {blob}\t{file.Key}")
            .Concat(
                from file in files
                where file.Value is null
                select $"0 {new string('0', parent.Length)}\t{file.Key}"
            );
        var git = repo.Git("read-tree", parent) with { IndexFile = index.File };
        await git.CheckAsync(ct).ConfigureAwait(false);
        var update = git with { Arguments = ["update-index", "-z", "--index-info"] };
        await update.Naming(entries).CheckAsync(ct).ConfigureAwait(false);
        var write = git with { Arguments = ["write-tree"] };
        return await write.TextAsync(ct).ConfigureAwait(false);
    }

    // All at once, from files of our own: for one process each a plan of a hundred tasks would take a second.
    private static async Task<IReadOnlyList<string>> BlobsAsync(
        GitRepository repo,
        IReadOnlyList<byte[]> contents,
        CancellationToken ct
    )
    {
        if (contents.Count == 0)
            return [];
        var place = Directory.CreateTempSubdirectory("forge-plan-");
        try
        {
            var names = contents.Select((_, at) => Path.Join(place.FullName, $"{at}")).ToList();
            foreach (var (name, content) in names.Zip(contents))
                await File.WriteAllBytesAsync(name, content, ct).ConfigureAwait(false);
            var text = await repo.Git("hash-object", "-w", "--no-filters", "--stdin-paths")
                .Saying(string.Concat(names.Select(name => name + "\n")))
                .TextAsync(ct)
                .ConfigureAwait(false);
            return text.Split('\n');
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }
}
