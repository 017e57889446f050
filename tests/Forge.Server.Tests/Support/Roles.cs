using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Forge.Server.Tests.Support;

/// <summary>Tokens with roles, and clients that use them.</summary>
internal static class Roles
{
    /// <summary>A token's id and text.</summary>
    public static async Task<(Guid Id, string Secret)> TokenAsync(
        this HttpClient http,
        string role,
        Guid? attempt = null,
        DateTimeOffset? expires = null
    )
    {
        var reply = await http.SendAsync(
            "/api/tokens",
            new JsonObject
            {
                ["name"] = $"{role} {Guid.NewGuid():N}",
                ["role"] = role,
                ["attempt_id"] = attempt,
                ["expires_at"] = expires,
            }
        );
        ((int)reply.Status).ShouldBe(200, reply.Message);
        return (Guid.Parse(reply.Data["token"].Text("id")), reply.Data.Text("secret"));
    }

    public static HttpClient HttpAs(this RunningServer server, string secret)
    {
        var http = server.Http(withToken: false);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return http;
    }

    /// <summary>What was tried and refused, oldest first: method and path.</summary>
    public static string Refused(this Place place, Guid attempt) =>
        Sqlite.Text(
            place,
            $"SELECT group_concat(method || ' ' || path, ', ') FROM (SELECT * FROM refusals WHERE attempt_id = '{attempt}' ORDER BY seq)"
        );

    /// <summary>No file of the state, and no command line of any process, has the text.</summary>
    public static void ShouldNotHoldAnywhere(this Place place, string secret)
    {
        var needle = Encoding.UTF8.GetBytes(secret);
        var files = Directory.EnumerateFiles(place.State, "*", SearchOption.AllDirectories);
        var commands = Directory
            .EnumerateDirectories("/proc")
            .Where(d => int.TryParse(Path.GetFileName(d), out _))
            .Select(d => Path.Combine(d, "cmdline"));
        foreach (var path in files.Append(place.At("server.log")).Concat(commands))
            Bytes(path).AsSpan().IndexOf(needle).ShouldBe(-1, path);
    }

    // Pipes would keep a reader waiting, and processes come and go.
    private static byte[] Bytes(string path)
    {
        try
        {
            if (Path.GetFileName(path) is "bell" or "pipe")
                return [];
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
