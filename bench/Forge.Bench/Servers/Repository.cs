namespace Forge.Bench.Servers;

/// <summary>A repository of so many files, with a user and one commit.</summary>
internal sealed record Repository(string Path, int Files)
{
    /// <summary>A file that is in it, changed by the diff figures.</summary>
    public const string Changed = "d0/f0.txt";
    private const int FilesInDirectory = 100;

    public static async Task<Repository> MakeAsync(
        Ground ground,
        int files,
        int bytes,
        CancellationToken ct
    )
    {
        var path = System.IO.Path.Combine(ground.Root, $"repo{files}");
        for (var i = 0; i < files; i++)
        {
            if (i % FilesInDirectory == 0)
                Directory.CreateDirectory(System.IO.Path.Combine(path, $"d{i / FilesInDirectory}"));
            File.WriteAllText(
                System.IO.Path.Combine(path, $"d{i / FilesInDirectory}", $"f{i}.txt"),
                Text(i, bytes)
            );
        }
        await ground.GitAsync(path, ct, "init", "-q", "-b", "main");
        await ground.GitAsync(path, ct, "config", "user.name", "A Person");
        await ground.GitAsync(path, ct, "config", "user.email", "person@example.test");
        await ground.GitAsync(path, ct, "add", "-A");
        await ground.GitAsync(path, ct, "commit", "-q", "-m", "init");
        return new Repository(path, files);
    }

    // Lines that differ from file to file, so that nothing is stored once for all.
    private static string Text(int file, int bytes)
    {
        var line = $"file {file} has this line, and says so again and again\n";
        return string.Concat(Enumerable.Repeat(line, 1 + bytes / line.Length))[
            ..Math.Max(bytes, 16)
        ];
    }
}
