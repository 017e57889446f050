using System.Text.Json.Nodes;

namespace Forge.Server.Tests.Streams;

/// <summary>A client's document: operations are applied as RFC 6902 says, and one that does not fit is an error.</summary>
internal sealed class Patched
{
    public JsonObject Root { get; } = [];

    public JsonObject At(string name) => (JsonObject)(Root[name] ??= new JsonObject());

    public static async Task<Patched> OfAsync(StreamClient client)
    {
        var document = new Patched();
        foreach (var frame in await client.ToEndAsync())
            document.Apply(frame);
        return document;
    }

    public void Apply(JsonNode frame)
    {
        foreach (var operation in frame["JsonPatch"]!.AsArray())
            Apply(operation!.AsObject());
    }

    private void Apply(JsonObject operation)
    {
        var op = operation["op"]!.GetValue<string>();
        var path = operation["path"]!.GetValue<string>()[1..].Split('/');
        path.Length.ShouldBeLessThanOrEqualTo(2);
        var parent = path.Length == 1 ? Root : At(path[0]);
        var key = path[^1].Replace("~1", "/").Replace("~0", "~");
        // The collections' own first "replace" comes before anything is there.
        if (path.Length == 2)
            parent
                .ContainsKey(key)
                .ShouldBe(op != "add", $"{op} {operation["path"]} does not fit what is there");
        if (op == "remove")
            parent.Remove(key);
        else
            parent[key] = operation["value"]!.DeepClone();
    }
}
