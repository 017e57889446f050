using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Support;

/// <summary>Short documents of our own writing.</summary>
internal static class Docs
{
    public static Wish Read(string text, string? path = null, string? groupsFrom = null) =>
        WishReader.Read(text, new ReadOptions { Path = path, GroupsFrom = groupsFrom });

    /// <summary>A wish with a head and a contract, and these execution groups.</summary>
    public static Wish Groups(string groups, string rest = "") =>
        Read(
            $"# Wish: Sample\n\n**Status:** APPROVED\n\n## Scope\n### IN\n- a\n### OUT\n- b\n\n## Success Criteria\n- [ ] c\n\n## Execution Groups\n\n{groups}\n\n{rest}\n"
        );

    public static string Ids(this Wish wish) => string.Join(' ', wish.Groups.Select(g => g.Id));

    /// <summary><c>B>A C>A</c>: B and C wait for A.</summary>
    public static string Waits(this Wish wish) =>
        string.Join(' ', wish.Groups.SelectMany(g => g.DependsOn.Select(d => $"{g.Id}>{d}")));

    public static string Codes(this Wish wish) =>
        string.Join(' ', wish.Diagnostics.Select(d => d.Code).Distinct().Order());
}
