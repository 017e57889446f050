using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Forge.Core.Tests.House;

/// <summary>What only certain places may do; the analyzer bans calls everywhere or nowhere.</summary>
internal static class BannedCalls
{
    /// <summary>The places where programs are started: their limits and ends are looked after there.</summary>
    private static readonly HashSet<string> Starters =
    [
        "src/Forge.Core/Platform/Command.cs",
        "src/Forge.Core/Sessions/SessionStarter.cs",
        "src/Forge.Cli/Machine/Children.cs",
    ];

    /// <summary>A server has no terminal; these two speak before there is a log, or are an agent themselves.</summary>
    private static readonly HashSet<string> Speakers =
    [
        "src/Forge.Server/Program.cs",
        "src/Forge.Server/Hosting/ReplayCommand.cs",
    ];

    /// <summary>The tops of loops, where a bug is written down once; how many such places a file has.</summary>
    public static readonly IReadOnlyDictionary<string, int> LoopTops = new Dictionary<string, int>
    {
        // The writer's queue: whoever asked gets what went wrong, the next ones go on.
        ["src/Forge.Core/Store/WriteQueue.cs"] = 2,
        // What a loop hands back to the one who asked.
        ["src/Forge.Core/Running/LoopMail.cs"] = 1,
        // The attempt's loop.
        ["src/Forge.Core/Running/AttemptRun.cs"] = 1,
        // The plan's loop; and the one that listens for all plans.
        ["src/Forge.Core/Running/Plans/PlanRun.cs"] = 1,
        ["src/Forge.Core/Running/Plans/PlanRuns.cs"] = 1,
        // The request's.
        ["src/Forge.Server/Wire/Errors.cs"] = 1,
    };

    public static IEnumerable<string> Wrong(IEnumerable<SourceFile> files) =>
        files.SelectMany(f =>
            Starts(f)
                .Concat(Speaks(f))
                .Concat(Catches(f))
                .Concat(Voids(f))
                .Concat(Tokens(f))
                .Concat(Touches(f))
        );

    private static IEnumerable<string> Starts(SourceFile file) =>
        Starters.Contains(file.Path)
            ? []
            : file
                .Root.DescendantNodes()
                .Where(n =>
                    n is MemberAccessExpressionSyntax { Name.Identifier.Text: "Start" } start
                        && Last(start.Expression) == "Process"
                    || n is ObjectCreationExpressionSyntax made && Last(made.Type) == "Process"
                    || n is VariableDeclarationSyntax variable
                        && Last(variable.Type) == "Process"
                        && variable.Variables.Any(v =>
                            v.Initializer?.Value is ImplicitObjectCreationExpressionSyntax
                        )
                )
                .Select(n => $"{file.At(n)} starts a process");

    // Of a variable number of arguments the language itself demands the last place.
    private static ParameterSyntax Last(ParameterListSyntax list) =>
        list.Parameters.Last(p => !p.Modifiers.Any(SyntaxKind.ParamsKeyword));

    private static string Last(SyntaxNode name) => name.ToString().Split('.')[^1];

    private static IEnumerable<string> Speaks(SourceFile file) =>
        file.Project == "Forge.Cli" || Speakers.Contains(file.Path)
            ? []
            : file.All<MemberAccessExpressionSyntax>()
                .Where(m => Last(m.Expression) is "Console" or "AnsiConsole")
                .Select(m => $"{file.At(m)} speaks to a terminal");

    private static IEnumerable<string> Catches(SourceFile file)
    {
        var all = file.All<CatchClauseSyntax>().Where(CatchesAll).ToList();
        return all.Count > LoopTops.GetValueOrDefault(file.Path)
            ? all.Select(c => $"{file.At(c)} catches everything")
            : [];
    }

    // `catch (Exception e) when (e is A or B)` names what it expects, as does `when (IsGone(e))`; they are none of these; nor is one that goes on throwing.
    private static bool CatchesAll(CatchClauseSyntax clause)
    {
        if (clause.Declaration is { } declared && Last(declared.Type) != "Exception")
            return false;
        return !IsTypeTest(clause.Filter?.FilterExpression)
            && clause.Block.Statements.LastOrDefault()
                is not ThrowStatementSyntax { Expression: null };
    }

    private static bool IsTypeTest(ExpressionSyntax? filter) =>
        filter switch
        {
            IsPatternExpressionSyntax { Pattern: not UnaryPatternSyntax } => true,
            BinaryExpressionSyntax test when test.IsKind(SyntaxKind.IsExpression) => true,
            BinaryExpressionSyntax both when both.IsKind(SyntaxKind.LogicalAndExpression) =>
                IsTypeTest(both.Left) || IsTypeTest(both.Right),
            ParenthesizedExpressionSyntax inner => IsTypeTest(inner.Expression),
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax named } =>
                named.Identifier.Text.StartsWith("Is", StringComparison.Ordinal),
            _ => false,
        };

    private static IEnumerable<string> Voids(SourceFile file) =>
        file
            .Root.DescendantNodes()
            .Where(n =>
                n is MethodDeclarationSyntax method
                    && IsAsyncVoid(method.Modifiers, method.ReturnType)
                || n is LocalFunctionStatementSyntax local
                    && IsAsyncVoid(local.Modifiers, local.ReturnType)
            )
            .Select(n => $"{file.At(n)} is async void");

    private static bool IsAsyncVoid(SyntaxTokenList modifiers, TypeSyntax type) =>
        modifiers.Any(SyntaxKind.AsyncKeyword) && type.ToString() == "void";

    // Planning is text in, text out; what lies on disk is read in one folder (docs/decisions/0008).
    private static IEnumerable<string> Touches(SourceFile file) =>
        file.Project != "Forge.Planning"
        || file.Path.StartsWith("src/Forge.Planning/Folders/", StringComparison.Ordinal)
            ? []
            : file.All<MemberAccessExpressionSyntax>()
                .Where(m => Last(m.Expression) is "File" or "Directory")
                .Cast<SyntaxNode>()
                .Concat(
                    file.All<ObjectCreationExpressionSyntax>()
                        .Where(n => Last(n.Type) is "FileInfo" or "DirectoryInfo" or "FileStream")
                )
                .Select(n => $"{file.At(n)} touches the disk");

    // Inside Core a caller cannot forget the token: it stands last and has no default.
    private static IEnumerable<string> Tokens(SourceFile file) =>
        file.Project != "Forge.Core"
            ? []
            : from list in file.All<ParameterListSyntax>()
            where list.Parent is BaseMethodDeclarationSyntax
            from parameter in list.Parameters
            where parameter.Type?.ToString() == "CancellationToken"
            where parameter.Default is not null || parameter != Last(list)
            select $"{file.At(parameter)}: the token stands last, without a default";
}
