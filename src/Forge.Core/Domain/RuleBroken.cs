namespace Forge.Core.Domain;

/// <summary>What kind of rule was broken; the server maps each to one HTTP status.</summary>
public enum Rule
{
    /// <summary>400: the request cannot be understood.</summary>
    Malformed,

    /// <summary>404: no such id, path or branch.</summary>
    NotFound,

    /// <summary>409: right request, wrong moment.</summary>
    Conflict,

    /// <summary>422: a field has a value that cannot be used.</summary>
    Invalid,
}

/// <summary>A request that breaks a rule. The text says what was tried and what to do; it is shown to the person as it is.</summary>
public sealed class RuleBroken(Rule rule, string text, object? details = null) : Exception(text)
{
    public Rule Rule { get; } = rule;

    /// <summary>Becomes <c>error_data</c> of the envelope.</summary>
    public object? Details { get; } = details;

    public static RuleBroken NotFound(string text) => new(Rule.NotFound, text);

    public static RuleBroken Conflict(string text, object? details = null) =>
        new(Rule.Conflict, text, details);

    public static RuleBroken Malformed(string text) => new(Rule.Malformed, text);

    public static RuleBroken Invalid(string text) => new(Rule.Invalid, text);
}
