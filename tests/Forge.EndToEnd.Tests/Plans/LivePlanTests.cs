using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Cli;
using Forge.Cli.Plans;
using Forge.Cli.Terminals;
using Forge.EndToEnd.Tests.Cli;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>A plan is followed to its end, over broken connections. Against a fake of the server.</summary>
public sealed class LivePlanTests
{
    private static string Whole(PlanStatus plan) =>
        $$"""{"JsonPatch":[{"op":"replace","path":"/plan","value":{{JsonSerializer.Serialize(plan, ForgeJson.Wire.PlanStatus)}}}]}""";

    private static string Change(string path, string value) =>
        $$"""{"JsonPatch":[{"op":"replace","path":"{{path}}","value":"{{value}}"}]}""";

    private static async Task<(PlanDesk Desk, FakePlans Fake)> NewAsync(PlanStatus plan)
    {
        var (desk, fake) = (await PlanDesk.NewAsync(), new FakePlans());
        desk.Server = fake.Url;
        fake.With(plan);
        fake.Streams(breaks: true, Whole(plan));
        fake.Streams(
            breaks: false,
            Whole(plan),
            Change("/plan/groups/0/state", "merged"),
            Change("/plan/state", "delivered")
        );
        return (desk, fake);
    }

    [Fact]
    public async Task Each_change_is_a_line_and_a_broken_line_is_taken_up_again()
    {
        var plan = PlanSamples.Plan(PlanSamples.Group("A", "running", 1));
        var (desk, fake) = await NewAsync(plan);
        using var own = desk;
        await using var server = fake;
        (await desk.RunAsync("status", "login", "--live")).ShouldBe(0, desk.Notes);
        desk.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => string.Join(' ', line.Split(' ').Where(one => one != "").Skip(1)))
            .ShouldBe([
                "● A running hash",
                "● login running Log in with a password",
                "✓ A merged hash",
                "✓ login delivered Log in with a password",
            ]);
        fake.Lines.Count(line => line.EndsWith("/stream/ws", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task For_programs_each_line_is_the_whole_plan_and_the_last_its_end()
    {
        var (desk, fake) = await NewAsync(PlanSamples.Plan(PlanSamples.Group("A", "running", 1)));
        using var own = desk;
        await using var server = fake;
        fake.Answers("/start", PlanSamples.Plan());
        (await desk.RunAsync("start", "login", "--live", "--json")).ShouldBe(0, desk.Notes);
        var lines = desk.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines
            .Select(line => JsonNode.Parse(line)!["state"]!.GetValue<string>())
            .Last()
            .ShouldBe("delivered");
    }

    [Fact]
    public void On_a_terminal_the_graph_is_drawn_over_itself_and_never_higher_than_the_window()
    {
        var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, true, false, () => 60)
        {
            Height = () => 12,
        };
        var screen = new GraphScreen(
            new Surroundings(terminal, _ => null, "/", TimeProvider.System)
        );
        var groups = Enumerable
            .Range(0, 50)
            .Select(at => PlanSamples.Group($"G{at}", "running", 1));
        screen.Draw(PlanSamples.Plan([.. groups]));
        output.ToString().Split('\n').Length.ShouldBe(12, "eleven lines and the cursor below");
        output.GetStringBuilder().Clear();
        screen.Draw(PlanSamples.Plan(PlanSamples.Group("A", "merged", 1)));
        output.ToString().ShouldStartWith("\e[11F");
        output.ToString().ShouldEndWith("\n\e[J");
        output.GetStringBuilder().Clear();
        screen.Close();
        output.ToString().ShouldBe("\e[?25h");
    }
}
