using Forge.Core.Git.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>What happened to a ref, in words.</summary>
internal static class RefWords
{
    public static string Of(RefViolation odd)
    {
        var (kind, name) = odd.Ref.Split('/', 3) is ["refs", var folder, var rest]
            ? (folder == "tags" ? "tag" : "branch", rest)
            : ("ref", odd.Ref);
        var (from, to) = (odd.From?[..10], odd.To?[..10]);
        return odd.Kind switch
        {
            ViolationKind.Pushed => $"{to} was pushed to {name}"
                + (from is null ? ", which is new there" : $", which was at {from}"),
            ViolationKind.BranchMade or ViolationKind.TagMade =>
                $"the {kind} {name} was made at {to}",
            ViolationKind.BranchDeleted or ViolationKind.TagDeleted =>
                $"the {kind} {name} was deleted; it was at {from}",
            _ => $"the {kind} {name} was moved from {from} to {to}",
        };
    }
}
