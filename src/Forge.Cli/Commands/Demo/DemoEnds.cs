using System.Net;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Demo;

/// <summary>The demo's first words and its last: what it will be, how it went, where everything lies.</summary>
internal sealed class DemoEnds(Surroundings here, ForgeClient client)
{
    public static void Introduce(Terminal terminal, DemoPlan planned, string repository, Uri server)
    {
        var plan = planned.Plan;
        terminal.Line(
            terminal.In(
                Paint.Bold,
                $"{plan.Title}: a wish of {plan.Groups.Count} groups, in {plan.Waves.Count} waves"
            )
        );
        Row("agents", "a script of the sample's own: no key, no network, no model");
        Row("waves", string.Join(" → ", plan.Waves.Select(wave => string.Join(' ', wave))));
        Row("repository", repository);
        Row("server", server.ToString());

        void Row(string label, string text)
        {
            foreach (var line in WordWrap.Lines(text, terminal.Width - 14))
            {
                terminal.Line($"  {terminal.In(Paint.Dim, label.PadRight(10))}  {line}");
                label = "";
            }
        }
    }

    public async Task CloseAsync(PlanStatus plan, string repository, CancellationToken ct)
    {
        here.Terminal.Line();
        await ReportAsync(plan, ct);
        Next(plan, repository);
    }

    private async Task ReportAsync(PlanStatus plan, CancellationToken ct)
    {
        var terminal = here.Terminal;
        try
        {
            var report = await client.PlanReportAsync(plan.Id.ToString(), ct);
            terminal.Line(terminal.In(Paint.Bold, "How it went"));
            foreach (var point in Section(report.Text, "## Time"))
            foreach (var (line, isFirst) in Wrapped(point, terminal.Width - 4))
                terminal.Line($"  {(isFirst ? "· " : "  ")}{line}");
            if (report.Path is { } path)
                terminal.Line(terminal.In(Paint.Dim, $"  all of it: {path}"));
        }
        catch (ForgeError error) when (error.Status == HttpStatusCode.NotFound)
        {
            // A server without reports.
            foreach (var line in new StatusText(terminal, here.Name).Lines(plan, here.Now))
                terminal.Line(line);
        }
    }

    private static IEnumerable<(string Line, bool IsFirst)> Wrapped(string text, int width) =>
        WordWrap.Lines(text, width).Select((line, at) => (line, at == 0));

    /// <summary>The points of a section of a report.</summary>
    private static IEnumerable<string> Section(string text, string heading) =>
        text.Split('\n')
            .SkipWhile(line => line != heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Select(line => line[2..]);

    private void Next(PlanStatus plan, string repository)
    {
        var (terminal, forge) = (here.Terminal, here.NameElsewhere);
        (string Command, string Meaning)[] steps =
        [
            ($"{forge} status {plan.Plan}", "the graph"),
            ($"{forge} status {plan.Plan} --log", "who approved and merged what"),
            ($"{forge} report {plan.Plan}", "the whole report"),
            ("git log --stat", "what came into main, with its proof"),
            ("sh greet --bye --title Dr. Ada", "what was wished for"),
        ];
        var width = steps.Max(step => step.Command.Length);
        terminal.Line();
        terminal.Line(terminal.In(Paint.Bold, $"Look around: cd {repository}"));
        foreach (var (command, meaning) in steps)
            terminal.Line($"  {command.PadRight(width)}   {terminal.In(Paint.Dim, meaning)}");
        terminal.Line();
        terminal.Line($"Nothing runs now but the server; it ends with: {forge} stop-server");
        terminal.Line($"All of the demo goes with: rm -r {Path.GetDirectoryName(repository)}");
    }
}
