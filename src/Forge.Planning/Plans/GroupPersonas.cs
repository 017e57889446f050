using Forge.Planning.Personas;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>Who does a group, with what; where the repository has no agent files, names are taken as they are.</summary>
internal sealed class GroupPersonas
{
    /// <summary>The orchestrator that gives out the work.</summary>
    private const string Planner = "forge";

    private static readonly string[] BuiltIn = ["implementor", "tests", "polish", "release", "git"];

    private readonly Dictionary<string, Persona> _files = new(StringComparer.OrdinalIgnoreCase);

    public GroupPersonas(IEnumerable<Persona> personas)
    {
        foreach (var persona in personas)
            _files.TryAdd(persona.Name, persona);
    }

    public bool NobodyKnown => _files.Count == 0;

    public Persona? File(string name) => _files.GetValueOrDefault(name);

    /// <param name="refused">Those it names that may not be started, with the reason.</param>
    public PersonaChoice Choose(WishGroup group, out List<string> refused)
    {
        refused = [];
        var names = new List<string>();
        foreach (var name in group.Personas.Select(Bare))
            if (Delegation.May(Planner, name) is { Allowed: false } no)
                refused.Add(no.Reason);
            else
                names.Add(name);
        var allowed = group with { Personas = names };
        if (refused.Count > 0 && names.Count == 0)
            return new PersonaChoice(null, string.Join("; ", refused));
        if (!NobodyKnown)
            return PersonaChoice.For(allowed, [.. _files.Keys]);
        return names is [var first, ..]
            ? new PersonaChoice(first, $"group {group.Id} names it; no agent files to look in")
            : PersonaChoice.For(allowed, BuiltIn);
    }

    public GroupProfile Profile(string? name) =>
        name is not null && File(name) is { } file
            ? new GroupProfile(file.Executor, file.Variant, file.Model, file.PermissionMode)
            : new GroupProfile();

    /// <summary><c>reasoning/analyze</c> and <c>@.genie/agents/analyze.md</c> name analyze, unless there is a file of the whole name.</summary>
    public string Bare(string name)
    {
        if (_files.ContainsKey(name))
            return name;
        var bare = name.TrimStart('@');
        bare = bare[(bare.LastIndexOf('/') + 1)..];
        return bare.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? bare[..^3] : bare;
    }
}
