namespace Forge.Core.Tests.House;

public sealed class WallTests
{
    [Fact]
    public void No_file_method_or_constructor_is_over_the_wall() =>
        Walls.Broken(SourceTree.Sources).ShouldBeEmpty();

    [Fact]
    public void A_program_is_a_list_of_parts()
    {
        foreach (
            var file in SourceTree.Sources.Where(f => Path.GetFileName(f.Path) == "Program.cs")
        )
            file.Text.Split('\n').Length.ShouldBeLessThan(60, file.Path);
    }

    [Fact]
    public void A_file_over_the_wall_is_found()
    {
        Broken(Lines(Walls.FileLines)).ShouldBeEmpty();
        Broken(Lines(Walls.FileLines + 1)).ShouldHaveSingleItem().ShouldContain("401 lines");
    }

    [Theory]
    [InlineData("class A { void M() {", "} }")]
    [InlineData("class A { A() {", "} }")]
    [InlineData("class A { int P { get {", "return 1; } } }")]
    [InlineData("class A { int P => new[] {", "}.Length; }")]
    [InlineData("class A { System.Action _a = () => {", "}; }")]
    [InlineData("class A { public static A operator +(A a, A b) {", "return a; } }")]
    [InlineData("", "return 1;")]
    public void A_method_over_the_wall_is_found(string head, string foot)
    {
        var body = string.Concat(Enumerable.Repeat("/* */ ;\n", Walls.MethodLines - 2));
        Broken($"{head}\n{body}{foot}").ShouldBeEmpty();
        Broken($"{head}\n;\n;\n{body}{foot}").ShouldHaveSingleItem().ShouldContain("lines");
    }

    [Theory]
    [InlineData("class A({0});")]
    [InlineData("record A({0});")]
    [InlineData("class A {{ A({0}) {{ }} }}")]
    public void A_constructor_over_the_wall_is_found(string text)
    {
        Broken(string.Format(text, Many(Walls.Parameters))).ShouldBeEmpty();
        Broken(string.Format(text, Many(Walls.Parameters + 1)))
            .ShouldHaveSingleItem()
            .ShouldContain("A takes 9 parameters");
    }

    private static List<string> Broken(string text) =>
        [.. Walls.Broken([new SourceFile("src/Forge.Core/Git/A.cs", text)])];

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("//\n", count));

    private static string Many(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(n => $"int a{n}"));
}
