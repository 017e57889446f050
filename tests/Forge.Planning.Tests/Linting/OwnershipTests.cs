using Forge.Planning.Ownership;

namespace Forge.Planning.Tests.Linting;

/// <summary>Paths and globs that groups declare.</summary>
public sealed class OwnershipTests
{
    [Theory]
    [InlineData("src/a.cs", "src/a.cs", true)]
    [InlineData("./src/a.cs", "src/a.cs", true)]
    [InlineData("src/a.cs", "src/a.css", false)]
    [InlineData("src", "src/deep/a.cs", true)]
    [InlineData("src/", "src/deep/a.cs", true)]
    [InlineData("src", "src2/a.cs", false)]
    [InlineData("src/*.cs", "src/a.cs", true)]
    [InlineData("src/*.cs", "src/deep/a.cs", false)]
    [InlineData("src/**/*.cs", "src/a.cs", true)]
    [InlineData("src/**/*.cs", "src/deep/er/a.cs", true)]
    [InlineData("src/**", "src/deep/a.cs", true)]
    [InlineData("src/*", "src/deep/a.cs", true)]
    [InlineData("**/README.md", "README.md", true)]
    [InlineData("**/README.md", "a/b/README.md", true)]
    [InlineData("**/README.md", "a/b/MYREADME.md", false)]
    [InlineData("src/{a,b}.cs", "src/b.cs", true)]
    [InlineData("src/{a,b}.cs", "src/c.cs", false)]
    [InlineData("{a,b}/{c,d}?.md", "b/d1.md", true)]
    [InlineData("a{", "a{", true)]
    [InlineData("{,a}", "a", true)]
    [InlineData("{,a}", "b", false)]
    [InlineData("src/*/", "src/a/b", true)]
    [InlineData("src/*/", "src/a", false)]
    [InlineData("**/a/**/b", "a/b", true)]
    [InlineData("**/a/**/b", "x/a/y/z/b", true)]
    [InlineData("**/a/**/b", "x/a/y/zb", false)]
    [InlineData("**", "", true)]
    [InlineData("*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("(x)+*.cs", "(x)+1.cs", true)]
    public void A_pattern_matches_as_in_a_shell(string pattern, string path, bool matches) =>
        new PathPattern(pattern).Matches(path).ShouldBe(matches);

    [Fact]
    public void A_pattern_of_many_braces_stays_small() =>
        new PathPattern(string.Concat(Enumerable.Repeat("{a,b,c,d}", 40)))
            .Matches(new string('a', 40))
            .ShouldBeTrue();

    private static string Of(string declared, string files)
    {
        var ownership = FileOwnership.Of(
            declared
                .Split(" / ")
                .Select((g, i) => ($"{(char)('A' + i)}", (IReadOnlyList<string>)g.Split(' '))),
            files.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        return string.Join(
            "; ",
            ownership.Overlaps.Select(o => $"{o.First}{o.Second} {string.Join(' ', o.Paths)}")
        );
    }

    [Theory]
    [InlineData("src/a.cs / src/b.cs", "", "")]
    [InlineData("src/a.cs / src/a.cs", "", "AB src/a.cs")]
    [InlineData("src / src/new.cs", "", "AB src/new.cs")]
    [InlineData("src/*.cs / src/new.cs", "", "AB src/new.cs")]
    [InlineData("src/*.cs / src/b*", "src/a.cs src/b.cs", "AB src/b.cs")]
    [InlineData("src/*.cs / src/b*", "src/a.cs", "")]
    [InlineData("new/*.cs / new/*.cs", "", "AB new/*.cs")]
    [InlineData("a b / b c / c a", "", "AC a; AB b; BC c")]
    [InlineData("a a / c", "a", "")]
    public void Groups_that_declare_the_same_files_overlap(
        string declared,
        string files,
        string expected
    ) => Of(declared, files).ShouldBe(expected);

    [Fact]
    public void The_matrix_says_how_many_files_a_pattern_covers_and_who_shares_them()
    {
        var matrix = FileOwnership
            .Of([("A", ["src/**"]), ("B", ["src/b.cs", "gone/*"])], ["src/a.cs", "src/b.cs", "c"])
            .Matrix;
        matrix
            .Select(m => $"{m.Group} {m.Pattern} {m.Files} {string.Join(',', m.SharedWith)}")
            .ShouldBe(["A src/** 2 B", "B src/b.cs 1 A", "B gone/* 0 "]);
    }
}
