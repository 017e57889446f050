using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace Forge.Server.Wire;

/// <summary>
/// Looks at the ids and switches of an address before a route gets them, so that every route says the same about a wrong
/// one. Which there are is taken from the route's own method: a new route is covered by being there.
/// </summary>
internal sealed class Parameters(RequestDelegate next)
{
    private const int MostShown = 80;
    private readonly ConcurrentDictionary<Endpoint, IReadOnlyList<Parameter>> _known = new();

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is { } endpoint)
            foreach (var parameter in _known.GetOrAdd(endpoint, Of))
                Insist(context.Request, parameter);
        return next(context);
    }

    /// <summary>What a client sent, cut to what a message can hold.</summary>
    public static string Short(string text) =>
        text.Length <= MostShown ? text : text[..MostShown] + "…";

    private static void Insist(HttpRequest request, Parameter parameter)
    {
        var values = request.RouteValues.TryGetValue(parameter.Name, out var routed)
            ? new StringValues(routed?.ToString())
            : request.Query[parameter.Name];
        if (values.Count > 1)
            throw Bad(parameter, $"stands {values.Count} times in the address; give it once");
        if (values.Count == 0 || string.IsNullOrEmpty(values[0]))
            return;
        var value = values[0]!;
        if (value.Contains('\0'))
            throw Bad(parameter, "holds a NUL character; leave it out");
        if (parameter.Type == typeof(Guid) && !Guid.TryParse(value, out _))
            throw Bad(
                parameter,
                $"'{Short(value)}' is not a UUID, such as 3222b9b9-b1c0-4b29-92af-6545713b42d3"
            );
        if (parameter.Type == typeof(bool) && !bool.TryParse(value, out _))
            throw Bad(parameter, $"'{Short(value)}' is neither true nor false");
    }

    private static BadHttpRequestException Bad(Parameter parameter, string text) =>
        new($"{parameter.Name}: {text}");

    private static IReadOnlyList<Parameter> Of(Endpoint endpoint) =>
        [
            .. (endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
                .Select(p => new Parameter(
                    p.GetCustomAttribute<FromQueryAttribute>()?.Name ?? p.Name ?? "",
                    System.Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType
                ))
                .Where(p =>
                    p.Type == typeof(Guid) || p.Type == typeof(bool) || p.Type == typeof(string)
                ),
        ];

    private sealed record Parameter(string Name, Type Type);
}
