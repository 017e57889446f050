using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Forge.Core.Tests.House;

/// <summary>A file of the sources as the house tests see it; <paramref name="Path"/> is relative to the repository.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<CompilationUnitSyntax> _root = new(() =>
        CSharpSyntaxTree
            .ParseText(Text, new CSharpParseOptions(LanguageVersion.Preview))
            .GetCompilationUnitRoot()
    );

    public CompilationUnitSyntax Root => _root.Value;

    /// <summary><c>Forge.Core</c> of <c>src/Forge.Core/Git/Branches.cs</c>.</summary>
    public string Project => Path.Split('/')[1];

    /// <summary><c>Git</c> of <c>src/Forge.Core/Git/Branches.cs</c>; empty beside the project file.</summary>
    public string Folder => Path.Split('/') is { Length: > 3 } parts ? parts[2] : "";

    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    public string At(SyntaxNode node) =>
        $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
