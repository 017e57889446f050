using System.Text;

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
        Directory.CreateDirectory(path);
        await ground.GitAsync(path, ct, "init", "-q", "-b", "main");
        await ground.GitAsync(path, ct, "config", "user.name", "A Person");
        await ground.GitAsync(path, ct, "config", "user.email", "person@example.test");
        // One pack, as after a clone; 20,000 loose objects would take longer to make than to measure.
        var commit = System.IO.Path.Combine(ground.Root, "commit");
        await File.WriteAllTextAsync(commit, Stream(files, bytes), ct);
        await ground.ShellAsync(path, "git fast-import --quiet <\"$0\"", commit, ct);
        File.Delete(commit);
        await ground.GitAsync(path, ct, "reset", "--quiet", "--hard");
        return new Repository(path, files);
    }

    private static string Stream(int files, int bytes)
    {
        var text = new StringBuilder(
            "commit refs/heads/main\ncommitter A Person <person@example.test> 1700000000 +0000\ndata 4\ninit\n"
        );
        for (var i = 0; i < files; i++)
        {
            var content = Text(i, bytes);
            text.Append($"M 644 inline d{i / FilesInDirectory}/f{i}.txt\ndata {content.Length}\n");
            text.Append(content).Append('\n');
        }
        return text.ToString();
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
