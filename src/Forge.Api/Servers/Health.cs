namespace Forge.Api;

/// <summary><c>GET /health</c>: the one answer without an envelope and without a token.</summary>
public sealed record Health
{
    /// <summary><c>ok</c> once every running session was found again after a start; <c>starting</c> before.</summary>
    public required string Status { get; init; }

    /// <summary>Always <c>forge-app</c>: tells this server from another that holds the port.</summary>
    public required string Service { get; init; }
    public required string Version { get; init; }
    public string? Message { get; init; }
}

/// <summary><c>GET /api/routes</c>, without an envelope: what this server answers, by group.</summary>
public sealed record RouteList
{
    public required string Version { get; init; }

    /// <summary>Group → lines such as <c>GET /api/projects/{id}</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Routes { get; init; }
    public string? Note { get; init; }

    /// <summary>
    /// Ours: line → whom it lets in, also for lines that are not built yet: <c>operate</c>, <c>read</c>, <c>ownattempt</c>,
    /// <c>report</c>, <c>known</c>, <c>open</c>. See docs/roles.md.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Rules { get; init; }
}

/// <summary><c>GET /api/forge/auth-required</c>, without an envelope.</summary>
public sealed record AuthRequired
{
    [System.Text.Json.Serialization.JsonPropertyName("auth_required")]
    public required bool Required { get; init; }
}

/// <summary><c>&lt;state&gt;/server.json</c>: how a command finds the running server. Written by the server, mode 0600.</summary>
public sealed record ServerAddress
{
    /// <summary>E.g. <c>http://127.0.0.1:8887</c>, without a closing slash.</summary>
    public required string Url { get; init; }
    public required int Pid { get; init; }
    public required string Version { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
}
