namespace Forge.Planning.Reading;

internal enum ContractField
{
    None,
    Scope,
    OutOfScope,
    Metrics,
    ExternalTasks,
    Dependencies,
}

/// <summary>The names under which authors write the parts of a contract.</summary>
internal static class ContractFields
{
    private static readonly Dictionary<string, ContractField> Names = Made(
        (
            ContractField.Scope,
            "scope|in scope|scope in|in|included|inclusions|goals|scope boundaries|what is in scope"
        ),
        (
            ContractField.OutOfScope,
            "out of scope|out|not in scope|scope out|excluded|exclusions|non goals|nongoals|no goals|explicitly out of scope|not included"
        ),
        (
            ContractField.Metrics,
            "success metrics|success criteria|acceptance criteria|metrics|quality metrics|quality standards|quality criteria|success|acceptance"
        ),
        (
            ContractField.ExternalTasks,
            "external tasks|external task|external trackers|external tracker|trackers|tracker ids"
        ),
        (ContractField.Dependencies, "dependencies|dependency|depends on")
    );

    public static ContractField Of(string name) => Names.GetValueOrDefault(name);

    public static bool IsKnown(string name) => Names.ContainsKey(name);

    private static Dictionary<string, ContractField> Made(
        params (ContractField Field, string Names)[] all
    )
    {
        var fields = new Dictionary<string, ContractField>();
        foreach (var (field, names) in all)
        foreach (var name in names.Split('|'))
            fields.Add(name, field);
        return fields;
    }
}
