namespace Forge.Core.Tests.House;

public sealed class ArrowTests
{
    [Fact]
    public void No_folder_sees_what_it_must_not() =>
        Arrows.Wrong(SourceTree.Sources).ShouldBeEmpty();

    [Fact]
    public void Every_exception_is_still_needed()
    {
        foreach (var (from, to) in Arrows.Exceptions.Keys)
            SourceTree
                .Sources.Any(f =>
                    f.Path.StartsWith($"src/Forge.Core/{from}/", StringComparison.Ordinal)
                    && f.Text.Contains($"using Forge.Core.{to}", StringComparison.Ordinal)
                )
                .ShouldBeTrue($"nothing in {from} sees {to} any more: take the exception out");
    }

    [Theory]
    [InlineData("Forge.Core/Git/A.cs", "using Forge.Core.Store;", "Git sees Store")]
    [InlineData("Forge.Core/Git/A.cs", "using Rows = Forge.Core.Store.TaskRows;", "Git sees Store")]
    [InlineData(
        "Forge.Core/Git/A.cs",
        "using static Forge.Core.Running.Merges;",
        "Git sees Running"
    )]
    [InlineData("Forge.Core/Git/A.cs", "class A { Store.Database? _d; }", "Git sees Store")]
    [InlineData(
        "Forge.Core/Git/A.cs",
        "class A { int _d = Forge.Core.Store.X.Y(); }",
        "Git sees Store"
    )]
    [InlineData("Forge.Core/Streams/A.cs", "using Forge.Core.Domain;", "kernel folder Streams")]
    [InlineData("Forge.Core/Platform/A.cs", "using Forge.Core.Git;", "kernel folder Platform")]
    [InlineData("Forge.Core/Git/A.cs", "namespace Forge.Core.Store;", "not that of its folder")]
    [InlineData("Forge.Core/Git/A.cs", "namespace Forge.Core;", "not that of its folder")]
    [InlineData("Forge.Core/Git/A.cs", "using Forge.Api;", "Forge.Core sees Forge.Api")]
    [InlineData("Forge.Core/Git/A.cs", "using Microsoft.AspNetCore.Http;", "sees ASP.NET")]
    [InlineData("Forge.Cli/A.cs", "using Forge.Core.Git;", "Forge.Cli sees Forge.Core")]
    [InlineData("Forge.Cli/A.cs", "class A { Core.Git.B? _b; }", "Forge.Cli sees Forge.Core")]
    [InlineData("Forge.Api/A.cs", "using Forge.Server.Wire;", "Forge.Api sees Forge.Server")]
    [InlineData("Forge.Server/A.cs", "using Forge.Cli.Terminals;", "Forge.Server sees Forge.Cli")]
    public void A_wrong_arrow_is_found(string path, string text, string complaint) =>
        Arrows.Wrong([new("src/" + path, text)]).ShouldHaveSingleItem().ShouldContain(complaint);

    [Theory]
    [InlineData("Forge.Core/Git/A.cs", "using Forge.Core.Domain; using Forge.Core.Platform.Linux;")]
    [InlineData("Forge.Core/Diffs/A.cs", "using Forge.Core.Git; namespace Forge.Core.Diffs;")]
    [InlineData("Forge.Core/Domain/Tasks/A.cs", "namespace Forge.Core.Domain.Tasks;")]
    [InlineData("Forge.Core/Running/A.cs", "using Forge.Core.Git; using Forge.Core.Store;")]
    [InlineData(
        "Forge.Server/Wire/A.cs",
        "using Forge.Core.Git; using Forge.Api; using Microsoft.AspNetCore.Http;"
    )]
    public void A_right_arrow_is_left_alone(string path, string text) =>
        Arrows.Wrong([new("src/" + path, text)]).ShouldBeEmpty();
}
