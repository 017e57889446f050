namespace Forge.Core.Tests.House;

public sealed class MachineTraceTests
{
    private static readonly HashSet<string> Binary = [".png", ".gif", ".ico", ".woff2", ".gz"];

    [Fact]
    public void Nothing_names_a_machine_or_a_host_of_packages()
    {
        var files = SourceTree.Files().Where(f => !Binary.Contains(Path.GetExtension(f))).ToList();
        files.ShouldContain("Forge.slnx");
        MachineTraces.In(files.Select(SourceTree.Read)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cd /wo|rk/main")]
    [InlineData("see (/tmp/|research)")]
    [InlineData("source=https://api.nu|get.org/v3/index.json")]
    [InlineData("npm --registry https://registry.np|mjs.org")]
    [InlineData("deb http://deb.deb|ian.org/debian bookworm main")]
    public void A_trace_is_found(string halves) =>
        In("# a\n" + halves.Replace("|", ""))
            .ShouldHaveSingleItem()
            .ShouldStartWith("docs/a.md:2 ");

    [Theory]
    [InlineData("/home/dev/wo|rk/a.txt")]
    [InlineData("$HOME/wo|rk/a.txt")]
    [InlineData("the wo|rk/life balance")]
    public void A_folder_of_the_same_name_is_left_alone(string halves) =>
        In(halves.Replace("|", "")).ShouldBeEmpty();

    private static List<string> In(string text) =>
        [.. MachineTraces.In([new SourceFile("docs/a.md", text)])];
}
