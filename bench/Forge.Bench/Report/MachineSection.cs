using Forge.Bench.Machine;

namespace Forge.Bench.Report;

/// <summary>The machine, once for all parts of a document of results.</summary>
internal static class MachineSection
{
    public static void Write(string file, string title)
    {
        var facts =
            from fact in HostFacts.Read(Path.GetTempPath())
            where fact.Name != "disk"
            select $"- {fact.Name}: {(fact.Name == "kernel" ? fact.Value.Split('-')[0] : fact.Value)}";
        Section.Write(
            file,
            title,
            "Machine",
            $"Of all parts, as of the last that was measured.\n\n{string.Join('\n', facts)}\n"
        );
    }
}
