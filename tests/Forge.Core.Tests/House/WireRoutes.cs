using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Forge.Core.Tests.House;

/// <summary>The wire in three places: the routes that Api names, those that the server maps, and those that docs/wire.md says are missing.</summary>
internal static partial class WireRoutes
{
    /// <summary>The public constants of <c>Routes</c>: name → address.</summary>
    public static Dictionary<string, string> Named(SourceFile routes) =>
        routes
            .All<FieldDeclarationSyntax>()
            .SelectMany(f => f.Declaration.Variables)
            .Where(v => v.Initializer?.Value is LiteralExpressionSyntax)
            .ToDictionary(
                v => v.Identifier.Text,
                v => ((LiteralExpressionSyntax)v.Initializer!.Value).Token.ValueText
            );

    /// <summary>Names <c>X</c> of <c>app.MapGet(Routes.X, …)</c>.</summary>
    public static HashSet<string> Mapped(IEnumerable<SourceFile> server) =>
        [
            .. from file in server
            from call in file.All<InvocationExpressionSyntax>()
            where
                call.Expression is MemberAccessExpressionSyntax method
                && method.Name.Identifier.Text.StartsWith("Map", StringComparison.Ordinal)
            where call.ArgumentList.Arguments.Count > 0
            let route = call.ArgumentList.Arguments[0].Expression as MemberAccessExpressionSyntax
            where route?.Expression.ToString().Split('.')[^1] == "Routes"
            select route.Name.Identifier.Text,
        ];

    /// <summary><c>METHOD /address</c> of every line that the server's <c>NotBuilt</c> has.</summary>
    public static List<string> NotBuilt(SourceFile notBuilt) =>
        [
            .. notBuilt
                .All<TupleExpressionSyntax>()
                .Select(t => t.Arguments.Select(a => a.Expression).ToList())
                .Where(a => a is [LiteralExpressionSyntax, LiteralExpressionSyntax])
                .Select(a =>
                    $"{((LiteralExpressionSyntax)a[0]).Token.ValueText} {((LiteralExpressionSyntax)a[1]).Token.ValueText}"
                ),
        ];

    /// <summary>The list under "Not built yet": lines such as <c>- `GET` `POST` `/api/tags`</c>.</summary>
    public static List<string> Missing(string document)
    {
        var part = Section().Match(document).Value;
        return
        [
            .. from line in part.Split('\n')
            where line.StartsWith("- `", StringComparison.Ordinal)
            let words = Quoted().Matches(line).Select(m => m.Groups[1].Value).ToList()
            from method in words.TakeWhile(w => !w.StartsWith('/'))
            from route in words.SkipWhile(w => !w.StartsWith('/'))
            select $"{method} {route}",
        ];
    }

    [GeneratedRegex(
        @"(?<=^## Not built yet$).*?(?=^## |\z)",
        RegexOptions.Multiline | RegexOptions.Singleline
    )]
    private static partial Regex Section();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
