using System.CommandLine;
using Forge.Bench.Figures;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench;

/// <summary>The command line: what to measure, how often, and where the table goes.</summary>
internal static class CompareCommand
{
    private static readonly Option<string> Server = new("--server")
    {
        Description = "Forge.Server.dll, as the launcher publishes it",
        Required = true,
    };
    private static readonly Option<string> Agents = new("--agents")
    {
        Description = "the directory that holds the scripted agent as claude and npx",
        Required = true,
    };
    private static readonly Option<string?> Empty = new("--empty-server")
    {
        Description = "a web server that does nothing, for the floor under ours",
    };
    private static readonly Option<string?> Peer = new("--peer")
    {
        Description = "the peer's program",
    };
    private static readonly Option<string[]> Only = new("--only")
    {
        Description = $"only these, separated by commas: {string.Join(", ", AllFigures.Names)}",
    };
    private static readonly Option<int?> Repeat = new("--repeat")
    {
        Description = "how often each figure is measured (each has a number of its own)",
    };
    private static readonly Option<bool> OursOnly = new("--ours-only")
    {
        Description = "leave the peer out",
    };
    private static readonly Option<string?> Json = new("--json")
    {
        Description = "write every sample to this file",
    };
    private static readonly Option<string?> Markdown = new("--markdown")
    {
        Description = "write the report to this file too",
    };
    private static readonly Option<string?> Results = new("--results")
    {
        Description = "the report of record: written only by a run of everything with both servers",
    };

    private static readonly Option<string?> Remarks = new("--remarks")
    {
        Description = "what a person has to say about the figures; goes into the report of record",
    };

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Measures servers that speak the Forge wire API, from outside and side by side."
        )
        {
            Server,
            Agents,
            Empty,
            Peer,
            Only,
            Repeat,
            OursOnly,
            Json,
            Markdown,
            Results,
            Remarks,
        };
        root.SetAction(RunAsync);
        return root;
    }

    private static async Task<int> RunAsync(ParseResult given, CancellationToken ct)
    {
        var only = (given.GetValue(Only) ?? [])
            .SelectMany(o => o.Split(',', StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet();
        if (only.Except(AllFigures.Names).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync(
                $"compare: there is no figure '{unknown}'; there are {string.Join(", ", AllFigures.Names)}"
            );
            return 2;
        }
        var agents = given.GetRequiredValue(Agents);
        List<IContestant> contestants = [new Ours(given.GetRequiredValue(Server), agents)];
        if (!given.GetValue(OursOnly) && given.GetValue(Peer) is { } peer)
            contestants.Add(new Peer(peer, agents));
        var run = new Run(contestants, agents, given.GetValue(Empty), given.GetValue(Repeat));
        var report = await run.MeasureAsync(only, ct);
        Console.Out.Write(PlainTable.Of(report));
        var whole = only.Count == 0 && contestants.Count == 2 && !ct.IsCancellationRequested;
        await WriteAsync(given, report, whole);
        return 0;
    }

    private static string Said(ParseResult given) =>
        given.GetValue(Remarks) is { } path && File.Exists(path) ? File.ReadAllText(path) : "";

    private static async Task WriteAsync(ParseResult given, Findings report, bool whole)
    {
        if (given.GetValue(Json) is { } json)
            await File.WriteAllTextAsync(json, JsonReport.Of(report));
        if (given.GetValue(Markdown) is { } markdown)
            await File.WriteAllTextAsync(markdown, MarkdownReport.Of(report, Said(given)));
        if (whole && given.GetValue(Results) is { } results)
            await File.WriteAllTextAsync(results, MarkdownReport.Of(report, Said(given)));
    }
}
