using System.Text.Json;
using Forge.Core.Logs;

namespace Forge.Core.Tests.Support;

/// <summary>Recorded runs of real agents.</summary>
internal static class AgentTranscripts
{
    public sealed record Recording(string Name, IReadOnlyList<LogLine> Lines, int? ExitCode);

    public static string Folder { get; } = FindFolder();

    public static IEnumerable<string> Names(string pattern) =>
        Directory
            .EnumerateFiles(Folder, pattern)
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Order(StringComparer.Ordinal);

    public static Recording Read(string name)
    {
        var lines = new List<LogLine>();
        int? exit = null;
        foreach (var text in File.ReadLines(Path.Combine(Folder, name + ".jsonl")))
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (!root.TryGetProperty("dir", out var direction))
            {
                lines.Add(new LogLine(LogStream.Out, lines.Count, text));
                continue;
            }
            var message = root.GetProperty("msg");
            if (direction.GetString() == "!")
                exit = message.GetProperty("exit").GetInt32();
            else
                lines.Add(
                    new LogLine(
                        direction.GetString() == ">" ? LogStream.In : LogStream.Out,
                        lines.Count,
                        message.GetRawText()
                    )
                );
        }
        return new Recording(name, lines, exit);
    }

    private static string FindFolder()
    {
        for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            var folder = Path.Combine(at, "tests", "Recorded", "agents");
            if (Directory.Exists(folder))
                return folder;
        }
        throw new DirectoryNotFoundException(
            $"No folder tests/Recorded/agents above {AppContext.BaseDirectory}"
        );
    }
}
