using System.Text.Json;

namespace Forge.Core.Executors.ClaudeCode;

/// <summary>How a turn ended, from its <c>result</c> message.</summary>
/// <param name="Error">What went wrong, for people; null when nothing did or when a person broke it off.</param>
internal sealed record ClaudeOutcome(ConversationStep.TurnEnded End, string? Error)
{
    /// <remarks>An API failure says <c>subtype: success</c>: the subtype tells nothing.</remarks>
    public static ClaudeOutcome Of(JsonElement result, string? lastText)
    {
        var reason = result.Text("terminal_reason");
        var interrupted = reason?.StartsWith("aborted_", StringComparison.Ordinal) == true;
        var failed = result.Flag("is_error") || reason is not (null or "completed");
        var text = result.Text("result");
        var end = new ConversationStep.TurnEnded(
            failed,
            interrupted,
            text ?? lastText,
            Spent(result)
        );
        return new ClaudeOutcome(end, failed && !interrupted ? ErrorText(result, reason) : null);
    }

    public static bool NeedsSetup(JsonElement message) =>
        message.Text("error") == "authentication_failed"
        || message.Whole("api_error_status") is 401 or 403
        || message.Whole("error_status") is 401 or 403;

    public static string Refused(JsonElement retry) =>
        $"The model's API refuses the credentials ({retry.Whole("error_status")} {retry.Text("error")}). Claude Code tries up to {retry.Whole("max_retries")} times.";

    /// <summary>Why a process that ended without finishing a turn did so, as far as it can be known.</summary>
    public static string Stopped(int? exitCode, bool atWork, string lastErrors)
    {
        var when = atWork ? "in the middle of its work" : "before it began to work";
        var reason = exitCode is null
            ? $"Claude Code ended {when}, and its exit code is unknown."
            : $"Claude Code ended with exit code {exitCode} {when}.";
        if (exitCode is 126 or 127)
            reason +=
                " Its program, or the node that runs it, was not found or may not be executed: agents get the PATH of the server.";
        if (lastErrors.Length > 0)
            return $"{reason}\n{lastErrors}";
        return atWork
            ? $"{reason} Another prompt goes on with its conversation."
            : $"{reason} It did not say why. Start `claude` in a terminal to see what it wants (a login, its terms, an update), then send another prompt.";
    }

    public static string Retry(JsonElement message)
    {
        var status = message.Whole("error_status") is var code and > 0 ? $"{code} " : "";
        var seconds = message.Real("retry_delay_ms") / 1000;
        return FormattableString.Invariant(
            $"The model's API failed ({status}{message.Text("error") ?? "unknown"}): attempt {message.Whole("attempt")} of {message.Whole("max_retries")} follows in {seconds:0.#} s."
        );
    }

    private static string ErrorText(JsonElement result, string? reason)
    {
        var errors = result
            .Member("errors")
            .Items()
            .Where(error => error.IsText())
            .Select(error => error.GetString());
        var text = string.Join("\n", errors);
        if (text.Length > 0)
            return text;
        return result.Text("result") ?? $"Claude Code gave up ({reason ?? "no reason given"}).";
    }

    private static Usage? Spent(JsonElement result)
    {
        var usage = result.Member("usage");
        if (usage.ValueKind != JsonValueKind.Object)
            return null;
        var cost = result.Member("total_cost_usd");
        return new Usage(
            usage.Whole("input_tokens"),
            usage.Whole("output_tokens"),
            usage.Whole("cache_creation_input_tokens"),
            usage.Whole("cache_read_input_tokens"),
            cost.ValueKind == JsonValueKind.Number && cost.TryGetDecimal(out var dollars)
                ? decimal.Round(dollars, 8)
                : null
        );
    }
}
