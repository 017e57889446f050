using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Server.Wire;

namespace Forge.Server.Features.Plans;

/// <summary>What is other in a plan than it was: its members one by one, its groups one by one.</summary>
internal static class PlanPatches
{
    public static Patch Between(PlanStatus before, PlanStatus now)
    {
        var patch = new Patch();
        var (old, fresh) = (Tree(before), Tree(now));
        foreach (var (name, value) in fresh)
            if (name == "groups")
                Groups(patch, old[name]!.AsArray(), value!.AsArray());
            else if (!JsonNode.DeepEquals(old[name], value))
                Replace(patch, $"/plan/{name}", value);
        return patch;
    }

    private static void Groups(Patch patch, JsonArray old, JsonArray fresh)
    {
        if (old.Count != fresh.Count)
        {
            Replace(patch, "/plan/groups", fresh);
            return;
        }
        for (var i = 0; i < fresh.Count; i++)
            if (!JsonNode.DeepEquals(old[i], fresh[i]))
                Replace(patch, $"/plan/groups/{i}", fresh[i]);
    }

    private static void Replace(Patch patch, string path, JsonNode? value) =>
        patch.Write(
            "replace",
            path,
            w =>
            {
                if (value is null)
                    w.WriteNullValue();
                else
                    value.WriteTo(w);
            }
        );

    private static JsonObject Tree(PlanStatus status) =>
        JsonSerializer.SerializeToNode(status, ForgeJson.Wire.PlanStatus)!.AsObject();
}
