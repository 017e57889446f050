namespace Forge.Planning.Personas;

/// <summary>An agent file of the repository: who works, and with what.</summary>
/// <param name="Name">From the front matter, else the file's name.</param>
/// <param name="Path">As it was given.</param>
public sealed record Persona(string Name, string Path)
{
    public string? Description { get; init; }
    public string? Color { get; init; }

    /// <summary>The coding agent, such as <c>claude</c>; upper and lower case mean the same.</summary>
    public string? Executor { get; init; }
    public string? Variant { get; init; }
    public string? Model { get; init; }
    public string? PermissionMode { get; init; }
    public bool? Background { get; init; }
}
