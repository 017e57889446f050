using System.CommandLine;
using System.Globalization;
using System.Text;
using Forge.Bench.Machine;
using Forge.Bench.Report;

namespace Forge.Bench.Radar;

/// <summary><c>bench/radar</c>: how long the conflict radar takes for many live attempts.</summary>
internal static class RadarCommand
{
    private const int Attempts = 50;
    private const int Wall = 2000;

    public static Command Create()
    {
        var results = new Option<string?>("--results");
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 15 };
        var command = new Command("radar", "Measures the conflict radar; needs no server")
        {
            results,
            rounds,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var report = await MeasureAsync(parsed.GetValue(rounds), ct);
                Console.Write(report);
                if (parsed.GetValue(results) is { } file)
                {
                    Section.Write(file, "Plans", "Radar", report);
                    MachineSection.Write(file, "Plans");
                }
                return 0;
            }
        );
        return command;
    }

    private static async Task<string> MeasureAsync(int rounds, CancellationToken ct)
    {
        // Nobody's settings but the ones of this repository.
        Environment.SetEnvironmentVariable("GIT_CONFIG_NOSYSTEM", "1");
        Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", "/dev/null");
        var place = Directory.CreateTempSubdirectory("forge-bench-radar-").FullName;
        try
        {
            var some = await RadarFigures.TakeAsync(
                Path.Combine(place, "some"),
                Attempts,
                allMeet: false,
                rounds,
                ct
            );
            var all = await RadarFigures.TakeAsync(
                Path.Combine(place, "all"),
                Attempts,
                allMeet: true,
                rounds,
                ct
            );
            return Text(rounds, some, all);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private static string Text(int rounds, RadarFigures some, RadarFigures all)
    {
        var text = new StringBuilder(
            $"""
            `bench/radar` on {HostFacts.Today}, {rounds} rounds, load average {HostFacts.Load} at the end. Milliseconds.

            {Attempts} live attempts are {Attempts
                * (Attempts - 1)
                / 2:N0} pairs, in a repository of {RadarRepository.Files:N0} files. In the first, each changes
            eight files of its own and three of forty that others change, too ({some.Pairs} pairs have something in common, {some.Conflicts} of them conflict);
            in the second all change one file more, the same, so that no pair can be left out ({all.Pairs:N0} pairs, {all.Conflicts} conflicts).

            | refresh | merges tried | median | least | most | wall | met? |
            |---|--:|--:|--:|--:|--:|---|

            """
        );
        Row(text, "some meet: all anew", some.Merges, some.Cold, Wall);
        Row(text, "some meet: one attempt changed", some.MergesOfOne, some.OneChanged, null);
        Row(text, "some meet: the target moved", null, some.TargetMoved, null);
        Row(text, "all meet: all anew", all.Merges, all.Cold, Wall);
        Row(text, "all meet: one attempt changed", all.MergesOfOne, all.OneChanged, null);
        Row(text, "all meet: the target moved", null, all.TargetMoved, null);
        Row(text, "nothing changed", 0, all.Nothing, null);
        text.Append(
            """

            "All anew" is a radar that knows nothing, with every process of git that it starts. To repeat: `bench/radar [--rounds N]`.

            """
        );
        return text.ToString();
    }

    private static void Row(
        StringBuilder text,
        string figure,
        int? merges,
        List<double> values,
        int? wall
    )
    {
        var sorted = values.Order().ToList();
        var median = sorted[sorted.Count / 2];
        var met =
            wall is null ? ""
            : median < wall ? "yes"
            : "**no**";
        text.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {figure} | {merges} | {median:0.#} | {sorted[0]:0.#} | {sorted[^1]:0.#} | {(wall is { } w ? $"< {w}" : "")} | {met} |\n"
            )
        );
    }
}
