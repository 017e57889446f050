using System.Globalization;
using System.Text.RegularExpressions;

namespace Forge.Core.Evidence;

/// <summary>What a command must come to, as far as its author's words say it for certain.</summary>
internal abstract partial record Expectation
{
    /// <summary>Exit code 0: what is asked where words say nothing else, or nothing that a program can judge.</summary>
    public sealed record Success : Expectation;

    /// <summary>"0 results", "no output": such commands search for what must not be there, and then exit with 1.</summary>
    public sealed record Nothing : Expectation;

    /// <summary>"Should be 8": the output is this number.</summary>
    public sealed record Number(long Value) : Expectation;

    /// <summary>"3 results": so many lines, or this number.</summary>
    public sealed record Lines(long Count) : Expectation;

    /// <summary>"exit code 2".</summary>
    public sealed record Code(int Value) : Expectation;

    /// <summary>"should fail": any exit code of its own but 0.</summary>
    public sealed record Failing : Expectation;

    public static Expectation Read(string? words)
    {
        var text = Lead().Replace((words ?? "").Trim().ToLowerInvariant(), "").TrimEnd('.', ' ');
        if (NothingText().IsMatch(text))
            return new Nothing();
        if (CountText().Match(text) is { Success: true } count)
            return new Lines(long.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture));
        if (CodeText().Match(text) is { Success: true } code)
            return new Code(int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture));
        if (FailingText().IsMatch(text))
            return new Failing();
        return NumberText().IsMatch(text)
            ? new Number(long.Parse(text, CultureInfo.InvariantCulture))
            : new Success();
    }

    /// <summary>Why it is not met; null when it is.</summary>
    /// <param name="output">Everything the command said; null when that was too much to look at.</param>
    public string? Missed(int exitCode, string? output) =>
        this switch
        {
            Nothing => exitCode <= 1 && IsNothing(output) ? null
            : exitCode <= 1 ? "no output was expected, and there was some"
            : Exit(exitCode),
            Number n => MayEnd(n.Value, exitCode) ? Missed(n, output) : Exit(exitCode),
            Lines n => MayEnd(n.Count, exitCode) ? Missed(n, output) : Exit(exitCode),
            Code code when code.Value != exitCode =>
                $"exit {exitCode}, where {code.Value} was expected",
            Failing when exitCode == 0 => "exit 0, where it was expected to fail",
            // What the shell says for itself, and a signal, are no answers of the command.
            Failing when exitCode >= 126 => Exit(exitCode),
            Success when exitCode != 0 => Exit(exitCode),
            _ => null,
        };

    private static string Exit(int code) => $"exit {code}";

    // `grep -c` counts nothing with exit code 1.
    private static bool MayEnd(long number, int exitCode) =>
        exitCode == 0 || (number == 0 && exitCode == 1);

    private static string? Missed(Number number, string? output) =>
        IsNumber(output, number.Value) ? null : $"the output is not {number.Value}";

    private static string? Missed(Lines lines, string? output) =>
        output is not null
        && (
            IsNumber(output, lines.Count)
            || output.Split('\n').LongCount(line => line.Trim().Length > 0) == lines.Count
        )
            ? null
            : $"the output has not {lines.Count} lines";

    private static bool IsNumber(string? output, long number) =>
        long.TryParse(output?.Trim(), CultureInfo.InvariantCulture, out var said) && said == number;

    // A search may list a count for each file.
    private static bool IsNothing(string? output) =>
        output is not null
        && output
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(line => line == "0" || line.EndsWith(":0", StringComparison.Ordinal));

    [GeneratedRegex(
        @"^(?:[\s:→⇒>*-]+|expected\b|expects?\b|should\b|must\b|be\b|returns?\b|gives?\b|prints?\b|shows?\b|finds?\b|yields?\b|has\b|have\b|to\b|output\s*:|result\s*:)+"
    )]
    private static partial Regex Lead();

    [GeneratedRegex(
        @"^(?:nothing|empty|(?:no|zero|0|empty)\s+(?:results?|matches|match|hits?|lines?|output|occurrences?|references?))\b(?!\s+(?:but|except|other))"
    )]
    private static partial Regex NothingText();

    [GeneratedRegex(@"^(\d{1,9})\s+(?:results?|matches|match|hits?|lines?|occurrences?)$")]
    private static partial Regex CountText();

    [GeneratedRegex(@"^exit(?:s|ed)?(?:\s+with)?(?:\s+(?:code|status))?\s*:?\s*(\d{1,3})$")]
    private static partial Regex CodeText();

    [GeneratedRegex(
        @"^(?:fails?|failure|exit(?:s)?\s+(?:with\s+)?(?:a\s+)?non-?zero(?:\s+(?:code|status))?|non-?zero(?:\s+exit(?:\s+(?:code|status))?)?)$"
    )]
    private static partial Regex FailingText();

    [GeneratedRegex(@"^\d{1,9}$")]
    private static partial Regex NumberText();
}
