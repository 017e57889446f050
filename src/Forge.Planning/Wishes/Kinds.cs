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

/// <summary>Enum values in JSON are words with underscores.</summary>
internal sealed class SnakeCase<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
