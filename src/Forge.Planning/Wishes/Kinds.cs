using System.Text.Json;
using System.Text.Json.Serialization;

namespace Forge.Planning.Wishes;

/// <summary>How bad a finding is. An error keeps the document from being planned as it stands.</summary>
[JsonConverter(typeof(SnakeCase<Severity>))]
public enum Severity
{
    Hint,
    Warning,
    Error,
}

[JsonConverter(typeof(SnakeCase<StatusKind>))]
public enum StatusKind
{
    /// <summary>There is no status.</summary>
    None,
    Draft,
    Approved,
    Blocked,
    Finished,
}

[JsonConverter(typeof(SnakeCase<ContractSource>))]
public enum ContractSource
{
    /// <summary>Neither a contract nor anything in its place.</summary>
    None,
    SpecContract,
    QualityContract,

    /// <summary>Scope and criteria stand in sections of their own.</summary>
    Sections,

    /// <summary>Only one of scope and criteria is there.</summary>
    Partial,
}

[JsonConverter(typeof(SnakeCase<MatrixSource>))]
public enum MatrixSource
{
    None,
    Document,
    Standard,
}

[JsonConverter(typeof(SnakeCase<DocumentKind>))]
public enum DocumentKind
{
    Wish,
    Plan,

    /// <summary>A parallel execution plan in JSON.</summary>
    ParallelPlan,

    /// <summary>A check list of tasks, as spec-kit and OpenSpec write them.</summary>
    TaskList,
    TaskFile,
    AgentPrompt,
    Template,
    Index,
    Report,
    Empty,
}

/// <summary>Which text made an edge.</summary>
[JsonConverter(typeof(SnakeCase<EdgeSource>))]
public enum EdgeSource
{
    /// <summary>The group's own field or heading.</summary>
    Field,

    /// <summary>A graph, a table or a sentence about the order.</summary>
    Order,

    /// <summary>Its place in a wave or phase.</summary>
    Wave,
}

/// <summary>Enum values in JSON are words with underscores. By hand: the general converter costs a short-lived program milliseconds.</summary>
internal sealed class SnakeCase<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var word = reader.GetString() ?? "";
        return Enum.TryParse<T>(word.Replace("_", ""), ignoreCase: true, out var value)
            ? value
            : throw new JsonException($"\"{word}\" is no {typeof(T).Name}");
    }
}
