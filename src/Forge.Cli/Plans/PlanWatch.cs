using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;

namespace Forge.Cli.Plans;

/// <summary>The document of a plan's stream, kept up to date: operations go in, the plan as it is comes out.</summary>
internal sealed class PlanWatch
{
    private readonly JsonObject _root = [];

    /// <summary>Null while the document is no whole plan: several operations may belong together.</summary>
    public PlanStatus? Apply(PatchOperation operation)
    {
        var parts = operation.Parts;
        if (parts is [])
            return null;
        JsonNode? parent = _root;
        foreach (var part in parts[..^1])
            parent = Child(parent, part);
        Put(parent, parts[^1], operation);
        try
        {
            return _root["plan"]?.Deserialize(ForgeJson.Wire.PlanStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Child(JsonNode? parent, string part) =>
        parent switch
        {
            JsonObject members => members[part],
            JsonArray items when Index(items, part) is var at and >= 0 && at < items.Count => items[
                at
            ],
            _ => null,
        };

    private static void Put(JsonNode? parent, string key, PatchOperation operation)
    {
        if (parent is JsonObject members)
        {
            if (operation.Op == "remove")
                members.Remove(key);
            else
                members[key] = operation.Value?.DeepClone();
        }
        else if (parent is JsonArray items)
            Put(items, Index(items, key), operation);
    }

    private static void Put(JsonArray items, int at, PatchOperation operation)
    {
        if (at < 0 || at > items.Count || (at == items.Count && operation.Op != "add"))
            return;
        if (operation.Op == "add")
        {
            items.Insert(at, operation.Value?.DeepClone());
            return;
        }
        items.RemoveAt(at);
        if (operation.Op == "replace")
            items.Insert(at, operation.Value?.DeepClone());
    }

    /// <summary>-1: no place.</summary>
    private static int Index(JsonArray items, string key) =>
        key == "-" ? items.Count
        : int.TryParse(key, out var at) ? at
        : -1;
}
