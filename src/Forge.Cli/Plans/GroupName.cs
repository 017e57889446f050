namespace Forge.Cli.Plans;

/// <summary>What <c>PLAN/GROUP</c> on a command line names.</summary>
internal sealed record GroupName(string Plan, string Group)
{
    /// <summary>Null: it has not that form. Branches may have it, too: who asks has to look whether there is such a plan.</summary>
    public static GroupName? Of(string text) =>
        text.Trim().Split('/') is [{ Length: > 0 } plan, { Length: > 0 } group]
            ? new GroupName(plan, group)
            : null;

    public override string ToString() => $"{Plan}/{Group}";
}
