using System.Text.Json;
using Forge.Api;

namespace Forge.Cli.Commands.Plans;

/// <summary>What a command did to a plan.</summary>
/// <param name="Text">For people; programs get the plan as it is now.</param>
internal sealed record Deed(string Text, PlanStatus Plan, int Code = ExitCodes.Ok)
{
    public int Tell(Surroundings here, bool json)
    {
        here.Terminal.Line(json ? JsonSerializer.Serialize(Plan, ForgeJson.Wire.PlanStatus) : Text);
        return Code;
    }
}
