using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Security;

/// <summary>A route of the running server's own table, with the rule that it declares.</summary>
internal sealed record RuledRoute(string Method, string Template, string Rule)
{
    public static async Task<IReadOnlyList<RuledRoute>> AllAsync(HttpClient http) =>
        [
            .. (await http.ReadAsync("/api/routes")).Body["rules"]!
                .AsObject()
                .Select(r => (Words: r.Key.Split(' ', 2), Rule: r.Value!.GetValue<string>()))
                .Select(r => new RuledRoute(r.Words[0], r.Words[1], r.Rule)),
        ];

    public override string ToString() => $"{Method} {Template}";
}
