using System.Globalization;

namespace Forge.Core.Evidence;

/// <summary>Whether a validation passed, and the line that says why not.</summary>
internal static class ValidationVerdict
{
    private const int NotExecutable = 126;
    private const int NotFound = 127;
    private const int LongestLine = 200;

    /// <summary>Null: it passed.</summary>
    public static string? Missed(ValidationResult result, ValidationOrder order, string? output)
    {
        if (result.NotStarted is { } why)
            return $"it could not be started: {why}";
        if (result.TimedOut)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it took longer than {order.Limit.TotalSeconds:0.#} s and was ended"
            );
        if (result.ExitCode is not { } code)
            return "it did not end by itself";
        var missed = Expectation.Read(order.Expect).Missed(code, output);
        return missed is null ? null : $"{missed}{Reason(code, output)}";
    }

    private static string Reason(int code, string? output) =>
        code switch
        {
            NotFound => $": a program was not found{LastLine(output)}",
            NotExecutable => $": a program may not be executed{LastLine(output)}",
            > 128 when Platform.Linux.Signals.Behind(code) is { } signal => $" ({signal}?)",
            _ => "",
        };

    private static string LastLine(string? output)
    {
        var line = output?.TrimEnd().Split('\n')[^1].Trim() ?? "";
        return line.Length == 0 ? ""
            : line.Length <= LongestLine ? $" ({line})"
            : $" ({line[..LongestLine]}…)";
    }
}
