using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>What a reader knows beside the text.</summary>
public sealed record ReadOptions
{
    /// <summary>Where the document lies, for its slug.</summary>
    public string? Path { get; init; }

    /// <summary>Tells whether the file behind an <c>@path</c> is there; null when nobody can look.</summary>
    public Func<string, bool>? Exists { get; init; }

    /// <summary>What groups are called where that is not "group": <c>phase</c>, <c>task</c>, <c>workstream</c>.</summary>
    public string? GroupsFrom { get; init; }
}

/// <summary>Reads a wish or a forge plan. It never fails: what cannot be understood is said in the diagnostics.</summary>
public static class WishReader
{
    public static Wish Read(string document, ReadOptions? options = null) =>
        Read(document, options ?? new ReadOptions(), new Findings());

    internal static Wish Read(string document, ReadOptions options, Findings findings)
    {
        var source = SourceText.Of(document);
        findings.Step(document.Length);
        var root = Outline.Of(source).Root;
        var finder = new GroupFinder(
            options.GroupsFrom?.Trim().ToLowerInvariant() ?? "group",
            findings
        );
        finder.Find(root);
        var head = Head.Of(root, source.Front, finder, findings);
        var status = StatusReader.Read(head, root, finder, findings);
        var (kind, reason) = new DocumentKinds(head, root, finder, options.Path).Find(
            status.Raw is not null
        );
        var slug = TitleReader.Slug(head, options.Path, out var named);
        var wish = new Wish
        {
            Kind = kind,
            Title = TitleReader.Title(head, slug),
            Slug = slug,
            Status = status,
            Contract = new Contract { Source = ContractSource.None },
            // The mark itself, or as an entity.
            References =
                source.Text.AsSpan().IndexOfAny('@', '&') < 0
                    ? []
                    : ReferenceReader.Read(root, options.Exists, findings),
        };
        if (reason is not null)
        {
            findings.Warn(
                "not-a-wish",
                Math.Max(head.Title?.Line ?? 1, 1),
                $"{reason}; it has no groups"
            );
            return wish with { Diagnostics = findings.Sorted() };
        }
        if (named && !Words.IsKebab(slug))
            findings.Warn(
                "slug-unusual",
                1,
                $"the slug \"{Words.Short(slug)}\" has other characters than small letters, digits and dashes"
            );
        wish = new WishBody(root, source, finder, head, findings).Fill(wish);
        DocumentChecks.Check(wish, root, finder, options, findings);
        return wish with { Diagnostics = findings.Sorted() };
    }
}
