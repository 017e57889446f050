namespace Forge.Core.Tests.House;

public sealed class NameTests
{
    [Fact]
    public void Every_type_says_what_it_is() => Names.Wrong(SourceTree.Sources).ShouldBeEmpty();

    [Fact]
    public void Every_exception_is_still_needed()
    {
        foreach (var name in Names.Meant.Keys)
            SourceTree
                .Sources.Any(f => f.Text.Contains($" {name}", StringComparison.Ordinal))
                .ShouldBeTrue($"there is no {name} any more: take the exception out");
    }

    [Theory]
    [InlineData("class WorktreeManager;")]
    [InlineData("interface IHelper;")]
    [InlineData("record struct PathUtils(int A);")]
    [InlineData("enum ServiceState;")]
    [InlineData("delegate void LineProcessor();")]
    [InlineData("class A { class NodeBase; }")]
    [InlineData("class Shared<T>;")]
    public void An_empty_word_is_found(string text) => Wrong(text).ShouldHaveSingleItem();

    [Theory]
    [InlineData("class Database;")]
    [InlineData("class BaseProof;")]
    [InlineData("class Processes;")]
    [InlineData("class Utilisation;")]
    public void Other_words_are_left_alone(string text) => Wrong(text).ShouldBeEmpty();

    private static List<string> Wrong(string text) =>
        [.. Names.Wrong([new SourceFile("src/Forge.Core/Git/A.cs", text)])];
}
