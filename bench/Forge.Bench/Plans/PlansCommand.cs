using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Core.Domain.Plans;

namespace Forge.Bench.Plans;

/// <summary><c>bench/plans</c>: how long it takes to say what is next for a large plan.</summary>
internal static class PlansCommand
{
    private const int Groups = 1000;
    private const double Wall = 5;

    public static Command Create()
    {
        var results = new Option<string?>("--results");
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 200 };
        var command = new Command("plans", "Measures the rules of plans; needs no server")
        {
            results,
            rounds,
        };
        command.SetAction(parsed =>
        {
            var report = Measure(parsed.GetValue(rounds));
            Console.Write(report);
            if (parsed.GetValue(results) is { } file)
            {
                Section.Write(file, "Plans", "Next step", report);
                MachineSection.Write(file, "Plans");
            }
            return 0;
        });
        return command;
    }

    private static string Measure(int rounds)
    {
        var shapes = PlanShapes.All(Groups);
        var samples = new Samples();
        // Interleaved: what the machine does beside hits all alike. The first round makes the code.
        for (var round = 0; round <= rounds; round++)
            foreach (var (name, facts) in shapes)
                samples.Add(round == 0 ? "first" : name, Once(facts));
        var text = new StringBuilder();
        text.Append(
            $"`bench/plans` on {HostFacts.Today}, {rounds} rounds, load average {HostFacts.Load} at the end. Milliseconds.\n\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"States of all {Groups:N0} groups and the next steps of the plan, from facts that are there:\n\n"
        );
        text.Append("| shape | median | least | most | wall | met? |\n|---|--:|--:|--:|--:|---|\n");
        foreach (var (name, _) in shapes)
            Row(text, name, samples);
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nThe very first time in a process: {samples.Of("first")[0]:0.0} ms, most of it the making of code.\n\n"
        );
        text.Append("To repeat: `bench/plans [--rounds N]`.\n");
        return text.ToString();
    }

    private static double Once(PlanFacts facts)
    {
        var clock = Stopwatch.StartNew();
        var states = PlanDecisions.States(facts);
        var steps = PlanDecisions.Next(facts);
        clock.Stop();
        if (states.Count != Groups || steps.Count > Groups)
            throw new MeasureFailed($"{states.Count} states, {steps.Count} steps");
        return clock.Elapsed.TotalMilliseconds;
    }

    private static void Row(StringBuilder text, string name, Samples samples)
    {
        var values = samples.Of(name);
        var median = samples.Median(name)!.Value;
        text.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {median:0.00} | {values.Min():0.00} | {values.Max():0.00} | < {Wall:0} | {(median < Wall ? "yes" : "**no**")} |\n"
            )
        );
    }
}
