using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Forge.Bench.Machine;
using Forge.Bench.Report;

namespace Forge.Bench.Planning;

/// <summary><c>bench/planning</c>: how long planning takes, as a person and as a huge wish see it.</summary>
internal static class PlanningCommand
{
    private const int Megabytes = 5;
    private const int Groups = 1000;

    public static Command Create()
    {
        var cli = new Option<string>("--cli") { Required = true };
        var corpus = new Option<string>("--corpus") { Required = true };
        var results = new Option<string?>("--results");
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 15 };
        var command = new Command("planning", "Measures planning; needs no server")
        {
            cli,
            corpus,
            results,
            rounds,
        };
        command.SetAction(parsed =>
        {
            var report = Measure(
                parsed.GetRequiredValue(cli),
                parsed.GetRequiredValue(corpus),
                parsed.GetValue(rounds)
            );
            Console.Write(report);
            if (parsed.GetValue(results) is { } file)
                File.WriteAllText(file, report);
            return 0;
        });
        return command;
    }

    private static string Measure(string cli, string corpus, int rounds)
    {
        var place = Directory.CreateTempSubdirectory("forge-bench-plan-").FullName;
        try
        {
            var largest = Directory
                .EnumerateFiles(corpus, "*wish*", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(Path.Combine(corpus, "wishes")))
                .MaxBy(f => new FileInfo(f).Length)!;
            var wish = Path.Combine(place, ".genie", "wishes", "largest", "largest-wish.md");
            var huge = SyntheticWish.Of(Groups, Megabytes * 1024 * 1024);
            var hugeFile = Path.Combine(place, ".genie", "wishes", "huge", "huge-wish.md");
            Put(wish, File.ReadAllText(largest));
            Put(hugeFile, huge);
            Run(place, "git", "init", "-q", "-b", "main");
            var samples = new Samples();
            for (var i = 0; i < rounds; i++)
                Round(samples, cli, place, wish, hugeFile, huge);
            return Text(samples, rounds, largest, huge, place);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private static void Round(
        Samples samples,
        string cli,
        string place,
        string wish,
        string hugeFile,
        string huge
    )
    {
        // Interleaved: what the machine does beside hits all alike.
        var start = CliRun.Of(cli, place, "--version");
        var plan = CliRun.Of(cli, place, "plan", wish, "--dry-run", "--json");
        var large = CliRun.Of(cli, place, "plan", hugeFile, "--dry-run", "--json");
        samples.Add("start, wall", start.Wall);
        samples.Add("start, processor", start.Processor);
        samples.Add("plan beyond start, wall", plan.Wall - start.Wall);
        samples.Add("plan beyond start, processor", plan.Processor - start.Processor);
        samples.Add("huge, wall", large.Wall);
        samples.Add("huge, processor", large.Processor);
        samples.Add("huge beyond start, wall", large.Wall - start.Wall);
        samples.Add("huge in process", PlanningFigures.Plan(huge));
        samples.Add("graph", PlanningFigures.Graph());
    }

    private static void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static void Run(string place, string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = place }
        )!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new MeasureFailed($"{program} {string.Join(' ', arguments)}: {process.ExitCode}");
    }

    private static string Text(
        Samples samples,
        int rounds,
        string largest,
        string huge,
        string place
    )
    {
        var text = new StringBuilder("# Planning\n\n");
        var date = TimeProvider
            .System.GetUtcNow()
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        text.Append(
            $"`bench/planning` on {date}, {rounds} rounds, load average {load} at the end. Milliseconds.\n\n"
        );
        text.Append(
            "| figure | median | least | most | wall | met? |\n|---|--:|--:|--:|--:|---|\n"
        );
        Row("command line: start (`forge --version`), wall", "start, wall", null);
        Row("command line: start, processor", "start, processor", null);
        var kilobytes = new FileInfo(largest).Length / 1024.0;
        var name =
            $"largest wish of the corpus ({kilobytes.ToString("0.0", CultureInfo.InvariantCulture)} KB)";
        Row(
            $"{name}, `forge plan` beyond the start, processor",
            "plan beyond start, processor",
            200
        );
        Row($"{name}, beyond the start, wall", "plan beyond start, wall", null);
        var size = $"{Groups:N0} groups, {huge.Length / 1024.0 / 1024:0.0} MB";
        Row($"{size}: read and planned, in process", "huge in process", 1000);
        text.Append(
            CultureInfo.InvariantCulture,
            $"| the same, the first time in the process | {samples.Of("huge in process")[0]:0} |  |  |  |  |\n"
        );
        Row($"{size}: `forge plan` beyond the start, wall", "huge beyond start, wall", 1000);
        Row($"{size}: `forge plan` with its start, wall", "huge, wall", null);
        Row($"{size}: `forge plan` with its start, processor", "huge, processor", null);
        Row("10,000 groups: waves and longest chain, in process", "graph", 50);
        text.Append("\n");
        foreach (var (fact, value) in HostFacts.Read(place))
            if (fact is not "disk")
                text.Append($"- {fact}: {(fact is "kernel" ? value.Split('-')[0] : value)}\n");
        text.Append(
            """

            The command line's figures are taken from outside, with everything that its process and git do, and less what `forge --version`
            takes; each round is a new process. In process, all rounds but the first run code that was made before; of the first, about
            half is making it and collecting garbage. The command puts collecting off for documents of that size, and both read and plan
            them on all processors. To repeat: `bench/planning`, with nothing else running; it builds what it measures.

            """
        );
        return text.ToString();

        void Row(string figure, string row, double? wall)
        {
            var values = samples.Of(row);
            var median = samples.Median(row)!.Value;
            var met =
                wall is null ? ""
                : median < wall ? "yes"
                : "**no**";
            text.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {figure} | {median:0.#} | {values.Min():0.#} | {values.Max():0.#} | {(wall is { } w ? $"< {w:0}" : "")} | {met} |\n"
                )
            );
        }
    }
}
