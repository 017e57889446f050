using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Cli.Plans;

namespace Forge.EndToEnd.Tests.Plans;

public sealed class PlanWatchTests
{
    private static PatchOperation Operation(string op, string path, string? value = null) =>
        new()
        {
            Op = op,
            Path = path,
            Value = value is null ? null : JsonNode.Parse(value),
        };

    private static PlanWatch Begun(PlanStatus plan)
    {
        var watch = new PlanWatch();
        watch
            .Apply(Operation("replace", "/plan", Text(plan)))
            .ShouldNotBeNull()
            .Plan.ShouldBe(plan.Plan);
        return watch;
    }

    private static string Text(PlanStatus plan) =>
        JsonSerializer.Serialize(plan, ForgeJson.Wire.PlanStatus);

    [Fact]
    public void Members_and_items_are_replaced_added_and_removed_where_they_stand()
    {
        var watch = Begun(
            PlanSamples.Plan(
                PlanSamples.Group("A", "ready", 1),
                PlanSamples.Group("B", "waiting", 2)
            )
        );
        watch
            .Apply(Operation("replace", "/plan/groups/0/state", "\"merged\""))!
            .Groups[0]
            .State.ShouldBe("merged");
        watch
            .Apply(Operation("add", "/plan/groups/0/gate/-", "\"shut\""))!
            .Groups[0]
            .Gate.ShouldBe(["shut"]);
        watch.Apply(Operation("remove", "/plan/groups/1"))!.Groups.Count.ShouldBe(1);
    }

    [Fact]
    public void What_is_no_whole_plan_yet_is_not_shown()
    {
        var watch = Begun(PlanSamples.Plan(PlanSamples.Group("A", "ready", 1)));
        watch.Apply(Operation("remove", "/plan/groups")).ShouldBeNull();
        watch.Apply(Operation("add", "/plan/groups", "[]"))!.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void What_fits_nothing_changes_nothing()
    {
        var watch = Begun(PlanSamples.Plan(PlanSamples.Group("A", "ready", 1)));
        foreach (var path in (string[])["/plan/groups/7/state", "/plan/no/such", "/plan/groups/9"])
            watch
                .Apply(Operation("replace", path, "1"))
                .ShouldNotBeNull()
                .Groups[0]
                .State.ShouldBe("ready");
    }

    [Fact]
    public void A_server_that_leaves_lists_out_has_empty_ones()
    {
        var watch = Begun(PlanSamples.Busy());
        foreach (
            var member in "gate outside violations validation"
                .Split(' ')
                .Select(one => "groups/1/" + one)
        )
            watch.Apply(Operation("remove", "/plan/" + member)).ShouldNotBeNull();
        var plan = watch.Apply(Operation("remove", "/plan/ways_out"))!;
        plan.WaysOut.ShouldBeEmpty();
        plan.Groups[1].Gate.ShouldBeEmpty();
        plan.Groups[1].Validation.ShouldBeEmpty();
    }
}
