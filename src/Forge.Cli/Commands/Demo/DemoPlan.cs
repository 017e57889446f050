using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Planning;
using Forge.Planning.Plans;

namespace Forge.Cli.Commands.Demo;

/// <summary>The sample's wish as a plan: made here, as <c>forge plan</c> does; approved and started by the server.</summary>
internal sealed class DemoPlan
{
    public const string Wish = "greet-the-world";

    private const string AgentCommand = "sh ./agent.sh";

    private readonly Surroundings _there;

    private DemoPlan(Surroundings there, ForgePlan plan) => (_there, Plan) = (there, plan);

    public ForgePlan Plan { get; }

    /// <param name="there">The world as seen by somebody who stands in the demo's repository.</param>
    public static async Task<DemoPlan> MakeAsync(Surroundings there, CancellationToken ct)
    {
        var world = await PlanWorld.LookAsync(there, Wish, null, mayWrite: true, ct);
        var outcome = Planner.Plan(world.Wish, world.Facts);
        PlanWriting.Write(world.Root, outcome.Plan);
        return outcome.IsBlocked
            ? throw new CommandFailed(
                ExitCodes.Failed,
                $"The sample cannot be planned: {string.Join("; ", outcome.Plan.Blockers.Select(one => one.Text))}"
            )
            : new DemoPlan(there, outcome.Plan);
    }

    /// <summary>Approves exactly what was made, and lets it run.</summary>
    public async Task<PlanStatus> StartAsync(ForgeClient client, CancellationToken ct)
    {
        var project = await client.CreateProjectAsync(
            new CreateProject
            {
                Name = "greeter",
                GitRepoPath = _there.Directory,
                UseExistingRepo = true,
            },
            ct
        );
        var place = await WishInCheckout.OfAsync(_there, Wish, ct);
        var asked = new ApprovePlan { ProjectId = project.Id, Wish = place.Path };
        var shown = await client.PlanToApproveAsync(asked, ct);
        var approved = await client.ApprovePlanAsync(asked with { Digest = shown.Digest }, ct);
        return await client.StartPlanAsync(
            approved.Id.ToString(),
            new StartPlan { Executor = Executors.Shell, Command = AgentCommand },
            ct
        );
    }
}
