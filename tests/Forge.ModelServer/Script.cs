using System.Text.RegularExpressions;

namespace Forge.ModelServer;

/// <summary>
/// One directive of a script, a line of a person's message: WRITE path text, SHELL command, READ path, SAY text, THINK
/// text, END text, RECALL, SLOW milliseconds, HANG milliseconds, FAIL status, CUT, TOOL name json.
/// </summary>
internal sealed partial record Directive(string Verb, string Argument)
{
    public bool IsTool => Verb is "WRITE" or "SHELL" or "READ" or "TOOL";

    public override string ToString() => $"{Verb} {Argument}".Trim();

    public static List<Directive> Parse(string text) =>
        [
            .. Lines()
                .Matches(text)
                .Select(found => new Directive(
                    found.Groups[1].Value,
                    found.Groups[2].Value.Trim()
                )),
        ];

    [GeneratedRegex(
        @"^[ \t]*(WRITE|SHELL|READ|TOOL|SAY|THINK|END|RECALL|SLOW|HANG|FAIL|CUT)(?:[ \t]+(.*?))?\r?$",
        RegexOptions.Multiline
    )]
    private static partial Regex Lines();
}

/// <summary>What the model answers to one request.</summary>
internal sealed class Reply
{
    public string Thinking { get; set; } = "";
    public string Text { get; set; } = "";
    public Directive? Call { get; set; }
    public int SlowMilliseconds { get; set; }
    public int HangMilliseconds { get; set; }
    public int FailStatus { get; set; }
    public bool Cut { get; set; }
}

/// <summary>
/// The model: a pure function of the request. The last message of a person that holds a directive is the script; the number
/// of tool results after it tells how far it has come.
/// </summary>
internal static class Script
{
    public static Reply Decide(ModelRequest request)
    {
        var at = request.Items.FindLastIndex(item =>
            item.Role == "user" && Directive.Parse(item.Text).Count > 0
        );
        var script = at < 0 ? [] : Directive.Parse(request.Items[at].Text);
        var results = request.Items.Skip(at + 1).Count(item => item.Role == "tool");
        // Requests for a title and the like carry the text but no tools.
        if (request.Tools.Count == 0)
            return new Reply { Text = "Scripted title" };
        return Play(request, AfterTools(script, results));
    }

    private static IEnumerable<Directive> AfterTools(List<Directive> script, int done)
    {
        var at = 0;
        for (; at < script.Count && done > 0; at++)
            if (script[at].IsTool)
                done--;
        return script.Skip(at);
    }

    private static Reply Play(ModelRequest request, IEnumerable<Directive> rest)
    {
        var reply = new Reply();
        string? end = null;
        foreach (var step in rest)
        {
            if (step.IsTool)
            {
                reply.Call = step;
                return reply;
            }
            end = Apply(request, reply, step) ?? end;
            if (reply.FailStatus > 0)
                return reply;
        }
        reply.Text += end ?? "DONE";
        return reply;
    }

    /// <summary>Gives the final text when the step sets it.</summary>
    private static string? Apply(ModelRequest request, Reply reply, Directive step)
    {
        switch (step.Verb)
        {
            case "SAY":
                reply.Text += step.Argument + "\n";
                return null;
            case "THINK":
                reply.Thinking += step.Argument;
                return null;
            case "SLOW":
                reply.SlowMilliseconds = Number(step, 1000);
                reply.Text += string.Concat(
                    Enumerable.Range(1, 20).Select(i => $"slow part {i}, ")
                );
                return null;
            case "HANG":
                reply.HangMilliseconds = Number(step, 1000);
                return null;
            case "FAIL":
                reply.FailStatus = Number(step, 500);
                return null;
            case "CUT":
                reply.Cut = true;
                return null;
            case "RECALL":
                return "RECALL " + string.Join(" | ", Recalled(request));
            default:
                return step.Argument;
        }
    }

    private static IEnumerable<Directive> Recalled(ModelRequest request) =>
        request
            .Items.Where(item => item.Role == "user")
            .SelectMany(item => Directive.Parse(item.Text));

    private static int Number(Directive step, int otherwise) =>
        int.TryParse(step.Argument, out var number) ? number : otherwise;
}
