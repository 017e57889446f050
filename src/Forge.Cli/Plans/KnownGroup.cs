using Forge.Api;

namespace Forge.Cli.Plans;

/// <summary>A group with the plan it belongs to.</summary>
internal sealed record KnownGroup(PlanStatus Plan, GroupStatus Group)
{
    /// <summary>As it is typed.</summary>
    public string Name => $"{Plan.Plan}/{Group.Id}";

    /// <summary>What the server knows the plan by; a slug may be there twice.</summary>
    public string PlanId => Plan.Id.ToString();

    /// <summary>The group that a person's word means: <c>a</c>, <c>A</c>, <c>group-a</c>; null when there is none.</summary>
    public static GroupStatus? In(PlanStatus plan, string word)
    {
        const string prefix = "group-";
        var bare = word.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            ? word[prefix.Length..]
            : word;
        return plan.Groups.FirstOrDefault(group => group.Id == word)
            ?? plan.Groups.FirstOrDefault(group => Same(group.Id, word))
            ?? plan.Groups.FirstOrDefault(group => Same(group.Id, bare));
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
