using System.Text.Json;
using Forge.Cli;
using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary><c>forge wish</c> on real files, without a server.</summary>
public sealed class WishCommandTests : IDisposable
{
    private const string Good =
        "# Wish: Good\n\n**Status:** APPROVED\n\n<spec_contract>\n- **Scope:** a\n- **Success metrics:** b\n</spec_contract>\n\n## Execution Groups\n\n### Group A: One\n**Goal:** x\n**Validation:** `npm test`\n";

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("forge-wish-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _place.Delete(recursive: true);

    [Fact]
    public async Task Lint_prints_like_a_compiler_and_ends_by_the_worst()
    {
        Write("good-wish.md", Good);
        Write("bad-wish.md", Good.Replace("`npm test`", "`npm test`\n**Depends on:** Group 9"));

        (await RunAsync("wish", "lint", "good-wish.md")).ShouldBe(ExitCodes.Ok);
        (await RunAsync("wish", "lint", "good-wish.md", "bad-wish.md")).ShouldBe(ExitCodes.Failed);
        _output
            .ToString()
            .ShouldContain(
                "bad-wish.md:15: error: group A waits for group 9, which does not exist"
            );
        _output.ToString().ShouldContain("[dependency-unknown]");
        _error.ToString().ShouldContain("2 documents: 1 error");
    }

    [Fact]
    public async Task A_dead_reference_is_a_warning_and_counts_only_when_strict()
    {
        Write("there.md", "");
        Write("my-wish.md", Good + "\nSee @there.md and @gone.md.\n");

        (await RunAsync("wish", "lint", "my-wish.md")).ShouldBe(ExitCodes.Ok);
        _output.ToString().ShouldContain("warning: @gone.md does not exist [reference-dead]");
        _output.ToString().ShouldNotContain("there.md does");
        (await RunAsync("wish", "lint", "--strict", "my-wish.md")).ShouldBe(ExitCodes.Failed);
    }

    [Fact]
    public async Task Show_prints_the_model_as_json()
    {
        Write("my-thing-wish.md", Good);

        (await RunAsync("wish", "show", "--json", "my-thing-wish.md")).ShouldBe(ExitCodes.Ok);
        using var json = JsonDocument.Parse(_output.ToString());
        json.RootElement.GetProperty("slug").GetString().ShouldBe("my-thing");
        json.RootElement.GetProperty("status").GetProperty("kind").GetString().ShouldBe("approved");
        json.RootElement.GetProperty("contract")
            .GetProperty("source")
            .GetString()
            .ShouldBe("spec_contract");
        json.RootElement.GetProperty("groups")[0]
            .GetProperty("validation")
            .GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_to_be_so()
    {
        (await RunAsync("wish", "show", "nothing.md")).ShouldBe(ExitCodes.NotFound);
        _error.ToString().ShouldContain("there is no file nothing.md");
    }

    private void Write(string name, string text) =>
        File.WriteAllText(Path.Combine(_place.FullName, name), text);

    private Task<int> RunAsync(params string[] arguments)
    {
        var terminal = new Terminal(_output, _error, isTerminal: false, colours: false, () => 120);
        return CommandLine.RunAsync(
            arguments,
            new Surroundings(terminal, _ => null, _place.FullName, TimeProvider.System)
        );
    }
}
