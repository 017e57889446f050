using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>What every refusal has to be: the envelope, and a text for a person.</summary>
internal static class Complaint
{
    private static readonly string[] Keys = ["success", "data", "error_data", "message"];

    public static void ShouldRefuse(this Reply reply, int status, params string[] words) =>
        Check((int)reply.Status, reply.Body, status, words);

    public static void ShouldRefuse(this RawReply reply, int status, params string[] words) =>
        Check(reply.Status, reply.Json, status, words);

    /// <summary>Null when it is the envelope that goes with the status.</summary>
    public static string? Wrong(int status, JsonNode? body)
    {
        if (body is not JsonObject all || !Keys.All(all.ContainsKey))
            return "no envelope";
        if (all["success"]!.GetValue<bool>() != status < 400)
            return "success does not go with the status";
        if (status < 400)
            return null;
        var message = all["message"]?.GetValue<string>() ?? "";
        if (message.Length == 0)
            return "no message";
        // A person cannot do anything with the names of our classes.
        return
            message.Contains("System.") || message.Contains("Forge.") || message.Contains("   at ")
            ? $"speaks of code: {message}"
            : null;
    }

    private static void Check(int came, JsonNode body, int status, string[] words)
    {
        came.ShouldBe(status, body.ToJsonString());
        Wrong(came, body).ShouldBeNull();
        foreach (var word in words)
            body["message"]!.GetValue<string>().ShouldContain(word);
    }
}
