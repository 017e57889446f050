using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>Agents that are not there, or are gone at once.</summary>
public sealed class StartTests(BadAgentsServer one) : BadAgent(one)
{
    [Fact]
    public async Task A_program_that_is_missing_is_named_and_once_installed_the_next_prompt_works()
    {
        var name = $"tool-{Guid.NewGuid():N}";
        var (attempt, process) = await ToEndAsync("Do it", command: name);
        ShouldHaveEnded(process, "failed", 127);
        Note(process).ShouldBe("127 (command not found?)");
        var text = await Server.ConversationAsync(process);
        text.ShouldContain($"{name}: not found");
        text.ShouldContain("Agents get the PATH of the server: install it there");
        BadAgentsServer.PutProgram(Server.Place, "bin", name, "echo installed > a.txt\n");
        ShouldHaveEnded(await NextAsync(attempt, "Again"), "completed", 0);
        Show(await Http.BranchAsync(attempt), "a.txt").ShouldBe("installed");
    }

    [Theory]
    [InlineData(0, "completed")]
    [InlineData(3, "failed")]
    public async Task One_that_ends_at_once_without_a_word_is_judged_by_its_code(
        int code,
        string status
    )
    {
        var (attempt, process) = await ToEndAsync("T", command: $"exit {code}");
        ShouldHaveEnded(process, status, code);
        var text = await Server.ConversationAsync(process);
        text.Contains($"ended with exit code {code}").ShouldBe(code != 0);
        (await Http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        (await OutLogAsync(attempt)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("exit 0", 0, "Start `claude` in a terminal to see what it wants")]
    [InlineData("exit 5", 5, "Start `claude` in a terminal to see what it wants")]
    [InlineData("echo 'please log in' >&2; exit 1", 1, "please log in")]
    [InlineData("exec no-such-node", 127, "agents get the PATH of the server")]
    public async Task A_Claude_that_ends_before_its_first_line_has_failed_and_says_what_to_do(
        string script,
        int code,
        string advice
    )
    {
        ClaudeBegins(script);
        var (attempt, process) = await ToEndAsync("WRITE=a.txt", "CLAUDE_CODE");
        ShouldHaveEnded(process, "failed", code);
        var text = await Server.ConversationAsync(process);
        text.ShouldContain("error_message");
        text.ShouldContain($"exit code {code} before it began to work");
        text.ShouldContain(advice);
        (await Http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        // Put right, the same attempt goes on.
        File.Delete(Path.Combine(await Http.WorktreeAsync(attempt), ".fake-claude"));
        ShouldHaveEnded(await NextAsync(attempt, "WRITE=a.txt:now"), "completed", 0);
        Show(await Http.BranchAsync(attempt), "a.txt").ShouldBe("now");
    }
}
