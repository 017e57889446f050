using System.CommandLine;
using System.Globalization;
using System.Text;
using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Core.Store;

namespace Forge.Bench.Lists;

/// <summary><c>bench/list</c>: how long a server takes to list many tasks.</summary>
internal static class ListCommand
{
    private const int Wall = 100;

    public static Command Create()
    {
        var server = new Option<string>("--server") { Required = true };
        var results = new Option<string?>("--results");
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 40 };
        var command = new Command("list", "Measures the list of 10,000 tasks")
        {
            server,
            results,
            rounds,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var report = await MeasureAsync(
                    parsed.GetValue(server)!,
                    parsed.GetValue(rounds),
                    ct
                );
                Console.Write(report);
                if (parsed.GetValue(results) is { } file)
                {
                    Section.Write(file, "Plans", "A long list", report);
                    MachineSection.Write(file, "Plans");
                }
                return 0;
            }
        );
        return command;
    }

    private static async Task<string> MeasureAsync(string program, int rounds, CancellationToken ct)
    {
        var ours = new Ours(program, Path.GetTempPath());
        await using var server = await LiveServer.StartAsync(ours, ct);
        var repository = await Repository.MakeAsync(server.Ground, 1, 40, ct);
        var project = await server.AddProjectAsync(repository, ct);
        await server.KillAsync(ct);
        var file = Path.Combine(server.Ground.State, "forge.db");
        using (
            var database = new Database(
                new SqliteFile(file),
                TimeProvider.System,
                server.Ground.Root
            )
        )
        {
            await LongList.FillAsync(database, project, ct);
        }
        await server.StartAsync(ct);
        var samples = new Samples();
        long bytes = 0;
        for (var round = 0; round < rounds; round++)
        {
            var began = WallClock.Now;
            bytes = await server.Wire.LoadAsync($"/api/tasks?project_id={project}", ct);
            samples.Add(round == 0 ? "first" : "list", WallClock.MillisecondsSince(began));
        }
        return Text(samples, rounds, bytes);
    }

    private static string Text(Samples samples, int rounds, long bytes)
    {
        var values = samples.Of("list");
        var median = samples.Median("list")!.Value;
        var text = new StringBuilder();
        text.Append(
            $"""
            `bench/list` on {HostFacts.Today}, {rounds} requests one after another, load average {HostFacts.Load} at the end. Milliseconds, from the
            request to the last byte at the client.

            | `GET /api/tasks`, {LongList.Tasks:N0} tasks | median | least | most | wall | met? |
            |---|--:|--:|--:|--:|---|

            """
        );
        text.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                | {bytes
                    / 1e6:0.0} MB of JSON | {median:0} | {values.Min():0} | {values.Max():0} | < {Wall} | {(
                    median < Wall ? "yes" : "**no**"
                )} |

                Half of the tasks have an attempt that ended, a quarter a merge. A list is kept, and what changed since is read again. The first request of a server's life: {samples.Of(
                    "first"
                )[0]:0} ms. To repeat:
                `bench/list [--rounds N]`.

                """
            )
        );
        return text.ToString();
    }
}
