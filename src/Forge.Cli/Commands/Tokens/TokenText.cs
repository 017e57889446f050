using System.Globalization;
using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Tokens;

/// <summary>Tokens for people.</summary>
internal static class TokenText
{
    public static TextTable Table(IReadOnlyList<ApiToken> tokens, DateTimeOffset now)
    {
        var table = new TextTable(
            "ID",
            new Column("NAME", 12),
            "ROLE",
            "ATTEMPT",
            "AGE",
            "LAST USED",
            "ENDS"
        );
        foreach (var token in tokens)
            table.Add(
                new Cell(Words.Short(token.Id), Paint.Bold),
                Words.OneLine(NameOf(token), 40),
                new Cell(
                    WordOf(token.Role),
                    token.Role == TokenRole.Operator ? Paint.Yellow : Paint.Plain
                ),
                token.AttemptId is { } attempt ? Words.Short(attempt) : "",
                Words.Age(now - token.CreatedAt),
                token.LastUsedAt is { } used ? Words.Age(now - used) : "never",
                Ends(token, now)
            );
        return table;
    }

    /// <summary>What was made for a session is called after it.</summary>
    public static string NameOf(ApiToken token) =>
        token.SessionId is { } session ? $"session {Words.Short(session)}" : token.Name;

    public static string Expires(ApiToken token) =>
        token.ExpiresAt is { } until
            ? $"it counts until {Time(until)}"
            : "it counts until it is revoked";

    private static Cell Ends(ApiToken token, DateTimeOffset now) =>
        token switch
        {
            { RevokedAt: not null } => new Cell("revoked", Paint.Dim),
            { ExpiresAt: { } until } when until <= now => new Cell("expired", Paint.Dim),
            { ExpiresAt: { } until } => Time(until),
            { SessionId: not null } => "with its session",
            _ => "never",
        };

    private static string WordOf(TokenRole role) => role.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
