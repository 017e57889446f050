using System.Text.Json;

namespace Forge.Core.Executors.Replay;

/// <summary>One step of a recording.</summary>
/// <param name="At">Seconds from the start.</param>
internal abstract record RecordedStep(double At)
{
    public sealed record Print(double At, string Text, bool ToError) : RecordedStep(At);

    public sealed record Write(double At, string Path, string Content) : RecordedStep(At);

    public sealed record Delete(double At, string Path) : RecordedStep(At);

    public sealed record Exit(double At, int Code) : RecordedStep(At);

    /// <summary>Nothing to do: what a person said in a transcript.</summary>
    public sealed record Pause(double At) : RecordedStep(At);

    /// <summary>Null when the line is no step.</summary>
    public static RecordedStep? Parse(string line)
    {
        using var json = AgentLine.Parse(line);
        if (json is null)
            return null;
        var root = json.RootElement;
        var at = root.Real("t");
        if (root.Text("dir") is { } direction)
            return Transcript(at, direction, root.Member("msg"));
        if (root.Text("out") is { } said)
            return new Print(at, said, false);
        if (root.Text("err") is { } remarked)
            return new Print(at, remarked, true);
        if (root.Member("write").Text("path") is { } path)
            return new Write(at, path, root.Member("write").Text("content") ?? "");
        if (root.Text("delete") is { } gone)
            return new Delete(at, gone);
        return root.Member("exit").ValueKind == JsonValueKind.Number
            ? new Exit(at, (int)root.Whole("exit"))
            : null;
    }

    private static RecordedStep? Transcript(double at, string direction, JsonElement message) =>
        direction switch
        {
            "<" when message.ValueKind == JsonValueKind.String => new Print(
                at,
                message.GetString() ?? "",
                false
            ),
            "<" when message.ValueKind != JsonValueKind.Undefined => new Print(
                at,
                message.GetRawText(),
                false
            ),
            ">" => new Pause(at),
            "!" => new Exit(at, (int)message.Whole("exit")),
            _ => null,
        };
}
