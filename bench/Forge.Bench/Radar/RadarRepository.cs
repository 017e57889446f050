using System.Diagnostics;
using System.Text;

namespace Forge.Bench.Radar;

/// <summary>A repository of some size, and attempts that each change several files of it; a part of them the same ones.</summary>
internal static class RadarRepository
{
    public const int Files = 2000;
    private const int Folders = 50;
    private const int Lines = 200;
    private const int OwnFiles = 8;
    private const int SharedFiles = 3;
    private const int Pool = 40;

    /// <summary>Refs <c>attempt/n</c> and, for one that went on by a commit, <c>next/n</c>.</summary>
    /// <param name="allMeet">Every attempt also changes one file that all change.</param>
    public static void Make(string place, int attempts, bool allMeet)
    {
        Directory.CreateDirectory(place);
        Git(place, "", "init", "-q", "-b", "main");
        var random = new Random(7);
        var text = new StringBuilder();
        Commit(text, "refs/heads/main", null, Enumerable.Range(0, Files), _ => []);
        for (var n = 0; n < attempts; n++)
        {
            var own = Enumerable.Range(0, OwnFiles).Select(i => Pool + n * OwnFiles + i);
            var shared = Enumerable.Range(0, SharedFiles).Select(_ => 1 + random.Next(Pool - 1));
            List<int> files = [.. own, .. shared.Distinct(), .. allMeet ? new[] { 0 } : []];
            // Far, near and on top of each other, as it comes.
            var line = 1 + random.Next(Lines);
            Commit(text, $"refs/heads/attempt/{n}", "refs/heads/main", files, _ => [line]);
            Commit(
                text,
                $"refs/heads/next/{n}",
                $"refs/heads/attempt/{n}",
                files,
                _ => [line, 1 + (line + 90) % Lines]
            );
        }
        Git(place, text.ToString(), "fast-import", "--quiet");
    }

    public static string Commit(string place, string name) =>
        Git(place, "", "rev-parse", name).Trim();

    private static void Commit(
        StringBuilder text,
        string name,
        string? parent,
        IEnumerable<int> files,
        Func<int, int[]> edits
    )
    {
        text.Append($"commit {name}\ncommitter B <b@example.org> 1700000000 +0000\ndata 1\nx\n");
        if (parent is not null)
            text.Append($"from {parent}\n");
        foreach (var file in files)
        {
            var edited = edits(file);
            var content = string.Concat(
                Enumerable
                    .Range(1, Lines)
                    .Select(line =>
                        edited.Contains(line)
                            ? $"line {line} of {file}, changed by {name}\n"
                            : $"line {line} of {file}\n"
                    )
            );
            text.Append($"M 100644 inline src/{file % Folders}/file{file}.txt\n");
            text.Append($"data {content.Length}\n{content}\n");
        }
    }

    private static string Git(string place, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", place, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? said
            : throw new MeasureFailed($"git {string.Join(' ', arguments)}: {process.ExitCode}");
    }
}
