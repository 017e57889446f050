using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Forge.Core.Tests.House;

/// <summary>How long a file and a method may be, and how much a constructor may take.</summary>
internal static class Walls
{
    public const int FileLines = 400;
    public const int MethodLines = 60;
    public const int Parameters = 8;

    /// <summary>Records that are nothing but data: every parameter is a field of one message, and nobody passes them on.</summary>
    public static readonly IReadOnlyDictionary<string, string> PlainData =
        new Dictionary<string, string>();

    public static IEnumerable<string> Broken(IEnumerable<SourceFile> files) =>
        files.SelectMany(f => LongFile(f).Concat(LongMethods(f)).Concat(WideConstructors(f)));

    private static IEnumerable<string> LongFile(SourceFile file)
    {
        var lines = file.Text.Split('\n').Length - (file.Text.EndsWith('\n') ? 1 : 0);
        if (lines > FileLines)
            yield return $"{file.Path} has {lines} lines";
    }

    private static IEnumerable<string> LongMethods(SourceFile file)
    {
        foreach (var node in file.Root.DescendantNodes())
            if (Name(node) is { } name && Lines(node) is var lines and > MethodLines)
                yield return $"{file.At(node)} {name} has {lines} lines";
        var top = file.Root.Members.OfType<GlobalStatementSyntax>().ToList();
        if (top.Count > 0 && top.Sum(Lines) is var all and > MethodLines)
            yield return $"{file.Path}: the program itself has {all} lines";
    }

    // A lambda counts by itself only where no method holds it: in a field or property.
    private static string? Name(SyntaxNode node) =>
        node switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            LocalFunctionStatementSyntax local => local.Identifier.Text,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
            BaseMethodDeclarationSyntax => "operator",
            AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
            ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => property
                .Identifier
                .Text,
            LambdaExpressionSyntax lambda
                when !lambda.Ancestors().Any(a => a is BaseMethodDeclarationSyntax) => "a lambda",
            _ => null,
        };

    private static int Lines(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static IEnumerable<string> WideConstructors(SourceFile file)
    {
        foreach (var list in file.All<ParameterListSyntax>())
            if (
                list.Parent is TypeDeclarationSyntax or ConstructorDeclarationSyntax
                && list.Parameters.Count > Parameters
                && Owner(list) is var owner
                && !PlainData.ContainsKey(owner)
            )
                yield return $"{file.At(list)} {owner} takes {list.Parameters.Count} parameters";
    }

    private static string Owner(ParameterListSyntax list) =>
        list.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text;
}
