using Forge.Cli.Terminals;

namespace Forge.Cli;

/// <summary>Everything a command knows of the world; tests give their own.</summary>
/// <param name="Directory">Where the person stands: absolute.</param>
internal sealed record Surroundings(
    Terminal Terminal,
    Func<string, string?> Environment,
    string Directory,
    TimeProvider Time
)
{
    public static Surroundings OfThisProcess()
    {
        Func<string, string?> environment = System.Environment.GetEnvironmentVariable;
        return new Surroundings(
            Terminal.OfThisProcess(environment),
            environment,
            System.IO.Directory.GetCurrentDirectory(),
            TimeProvider.System
        );
    }

    /// <summary>A variable's value; empty counts as not set.</summary>
    public string? Variable(string name) =>
        Environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>How the person called this program, for hints that can be typed as they stand.</summary>
    public string Name => Variable("FORGE_AS") ?? "forge";

    /// <summary>The same for a hint that is to be typed in another directory.</summary>
    public string NameElsewhere => Name.Contains('/') ? Path.GetFullPath(Name, Directory) : Name;

    public DateTimeOffset Now => Time.GetUtcNow();
}
