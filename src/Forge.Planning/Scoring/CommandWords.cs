namespace Forge.Planning.Scoring;

/// <summary>What a command does, as far as its words say so. A command that says nothing only counts as validation.</summary>
internal static class CommandWords
{
    // Beside every word that begins or ends with "test".
    private static readonly string[] Testing =
    [
        "spec",
        "rspec",
        "jest",
        "mocha",
        "e2e",
        "verify",
        "check",
        "checks",
    ];

    private static readonly string[] NoTests = ["latest", "fastest", "attest"];

    // These programs ask a question, and their exit code answers it.
    private static readonly string[] Asking = ["grep", "diff", "cmp", "jq", "rg"];

    private static readonly string[] Linting =
    [
        "lint",
        "format",
        "fmt",
        "clippy",
        "prettier",
        "csharpier",
        "ruff",
        "black",
        "isort",
        "flake8",
        "pylint",
        "mypy",
        "pyright",
        "tsc",
        "typecheck",
        "shellcheck",
        "vet",
        "biome",
        "rubocop",
        "pre-commit",
    ];

    private static readonly string[] Building =
    [
        "build",
        "compile",
        "make",
        "cmake",
        "ninja",
        "tsc",
        "cc",
        "gcc",
        "clang",
        "cargo check",
        "publish",
        "pack",
    ];

    public static bool Tests(string command) =>
        HasWord(command, Testing)
        || HasWord(command, Asking)
        || ProofRules
            .WordsOf(command)
            .Split(' ')
            .Any(w =>
                (
                    w.StartsWith("test", StringComparison.Ordinal)
                    || w.EndsWith("test", StringComparison.Ordinal)
                    || w.EndsWith("tests", StringComparison.Ordinal)
                ) && !NoTests.Contains(w)
            );

    public static bool Lints(string command) =>
        HasWord(command, Linting)
        || command.Contains("lint", StringComparison.OrdinalIgnoreCase)
        || command.Contains("type-check", StringComparison.OrdinalIgnoreCase);

    public static bool Builds(string command) => HasWord(command, Building);

    private static bool HasWord(string command, string[] words)
    {
        var said = ProofRules.WordsOf(command);
        return words.Any(w => said.Contains(ProofRules.WordsOf(w), StringComparison.Ordinal));
    }
}
