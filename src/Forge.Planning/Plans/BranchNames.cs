using System.Globalization;
using Forge.Planning.Reading;

namespace Forge.Planning.Plans;

/// <summary>Gives out branch names: <c>type/kebab-case</c>, short enough, and none twice in the repository and the plan.</summary>
internal sealed class BranchNames
{
    public const int MaxLength = 48;
    private const string DefaultType = "feat";
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    // Git keeps a branch as a file: feat/x and feat/x/a cannot both be.
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);

    public BranchNames(IEnumerable<string> taken)
    {
        foreach (var name in taken)
            Add(name);
    }

    public bool Has(string name) => _names.Contains(name);

    /// <summary>The branch that keeps every name of this type from being made; null when none does.</summary>
    public string? InTheWay(string name) =>
        name.IndexOf('/') is var slash and > 0 && _names.Contains(name[..slash])
            ? name[..slash]
            : null;

    /// <summary>A name with one slash, small letters, digits and dashes; null where nothing is left of the text.</summary>
    public static string? Safe(string text)
    {
        var slash = text.IndexOf('/');
        var type = slash > 0 ? Words.Kebab(text[..slash], 16) : DefaultType;
        var rest = Words.Kebab(slash > 0 ? text[(slash + 1)..] : text, 200);
        if (rest.Length == 0)
            return null;
        return Cut(type.Length == 0 ? DefaultType : type, rest, "");
    }

    public static string OfPlan(string slug) => Cut(DefaultType, Kebab(slug), "");

    public static string OfGroup(string slug, string group) =>
        Cut(DefaultType, Kebab(slug), "-" + Words.Kebab(PlanPlaces.Name(group), 20));

    /// <summary>The name itself, or the first of <c>NAME-2</c>, <c>NAME-3</c> … that is not taken.</summary>
    public string Claim(string wanted)
    {
        var name = wanted;
        var slash = wanted.IndexOf('/');
        for (var n = 2; _names.Contains(name) || _folders.Contains(name); n++)
            name = Cut(
                wanted[..slash],
                wanted[(slash + 1)..],
                "-" + n.ToString(CultureInfo.InvariantCulture)
            );
        Add(name);
        return name;
    }

    /// <summary>Whether <paramref name="name"/> is what <see cref="Claim"/> makes of <paramref name="wanted"/> beside others.</summary>
    public static bool IsOf(string wanted, string name)
    {
        if (name == wanted)
            return true;
        var dash = name.LastIndexOf('-');
        return dash > 0
            && int.TryParse(name.AsSpan(dash + 1), out var n)
            && n > 1
            && wanted.StartsWith(name[..dash], StringComparison.Ordinal);
    }

    public void Add(string name)
    {
        _names.Add(name);
        for (var at = name.IndexOf('/'); at > 0; at = name.IndexOf('/', at + 1))
            _folders.Add(name[..at]);
    }

    private static string Kebab(string slug) => Words.Kebab(slug, 200);

    // The end, which tells names apart, is never cut.
    private static string Cut(string type, string name, string end)
    {
        var room = MaxLength - type.Length - 1 - end.Length;
        return $"{type}/{Words.Kebab(name, room)}{end}";
    }
}
