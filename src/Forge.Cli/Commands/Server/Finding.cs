namespace Forge.Cli.Commands.Server;

internal enum FindingState
{
    Ok,
    Warn,
    Missing,
}

/// <summary>One line of <c>forge doctor</c>.</summary>
/// <param name="Fact">What was found.</param>
/// <param name="ToDo">What to type; null when there is nothing to do.</param>
internal sealed record Finding(string Name, FindingState State, string Fact, string? ToDo = null)
{
    public static Finding Ok(string name, string fact) => new(name, FindingState.Ok, fact);

    public static Finding Warn(string name, string fact, string toDo) =>
        new(name, FindingState.Warn, fact, toDo);

    public static Finding Missing(string name, string fact, string toDo) =>
        new(name, FindingState.Missing, fact, toDo);
}
