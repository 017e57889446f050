using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Forge.Core.Tests.House;

/// <summary>Words that say nothing about what a thing is.</summary>
internal static partial class Names
{
    private static readonly HashSet<string> Empty =
    [
        "Manager",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Utility",
        "Utilities",
        "Service",
        "Services",
        "Processor",
        "Base",
        "Common",
        "Shared",
    ];

    /// <summary>Names in which such a word has a meaning of its own.</summary>
    public static readonly IReadOnlyDictionary<string, string> Meant = new Dictionary<
        string,
        string
    >
    {
        ["BaseTests"] = "the tests of that base",
        ["BaseProof"] = "the base is the commit that an attempt starts from: a word of the domain",
    };

    public static IEnumerable<string> Wrong(IEnumerable<SourceFile> files) =>
        from file in files
        from type in file.All<MemberDeclarationSyntax>()
        let name = type switch
        {
            BaseTypeDeclarationSyntax t => t.Identifier.Text,
            DelegateDeclarationSyntax d => d.Identifier.Text,
            _ => null,
        }
        where name is not null && !Meant.ContainsKey(name)
        from word in Words().Matches(name).Select(m => m.Value)
        where Empty.Contains(word)
        select $"{file.At(type)} {name}: \"{word}\" does not say what it is";

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}
