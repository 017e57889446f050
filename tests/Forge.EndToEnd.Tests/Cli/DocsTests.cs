using System.Text.RegularExpressions;
using Forge.Cli;
using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>What the pages tell a person to type is a command line, and what they link to is there.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages =>
        new(
            Directory
                .EnumerateFiles(Path.Combine(Root(), "docs"), "*.md")
                .Append(Path.Combine(Root(), "README.md"))
                .Select(f => Path.GetRelativePath(Root(), f))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_of_a_page_can_be_typed(string page)
    {
        var here = Nowhere();
        var wrong =
            from line in Commands(Read(page))
            let parsed = CommandLine.Root(here).Parse(Words(line))
            where parsed.Errors.Count > 0
            select $"{line}: {parsed.Errors[0].Message}";
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root(), page))!;
        var dead =
            from Match link in Link().Matches(Read(page))
            let target = link.Groups[1].Value
            where !target.Contains("://")
            let parts = target.Split('#')
            let file = parts[0].Length == 0
                ? Path.Combine(Root(), page)
                : Path.Combine(folder, parts[0])
            where !Path.Exists(file) || parts.Length == 2 && !Anchors(file).Contains(parts[1])
            select target;
        dead.ShouldBeEmpty();
    }

    /// <summary>What the server tells people to type, in errors, inbox and problems.</summary>
    [Fact]
    public void Every_command_that_the_server_names_is_one()
    {
        var known = CommandLine.Root(Nowhere()).Subcommands.Select(c => c.Name).ToList();
        var named =
            from project in new[] { "Forge.Core", "Forge.Server", "Forge.Planning" }
            from file in Directory.EnumerateFiles(
                Path.Combine(Root(), "src", project),
                "*.cs",
                SearchOption.AllDirectories
            )
            from Match match in Named().Matches(File.ReadAllText(file))
            select match.Groups[1].Value;
        var all = named.ToHashSet();
        all.ShouldContain("merge");
        // Marks in commits and files that Forge writes.
        all.Except(known).ShouldBe(["snapshot", "part", "end"], ignoreOrder: true);
    }

    [Fact]
    public void A_command_that_is_none_is_found() =>
        Commands("```sh\n$ forge mrege x   # no\nforge list\n```\nforge of old\n")
            .ShouldBe(["forge mrege x", "forge list"]);

    private static Surroundings Nowhere() =>
        new(
            new Terminal(TextWriter.Null, TextWriter.Null, false, false, () => 120),
            _ => null,
            Root(),
            TimeProvider.System
        );

    // In fences only; what stands behind them, after a comment or a column of words, is for people. A command over several lines is left out.
    private static IEnumerable<string> Commands(string text) =>
        from fence in text.Split("```").Where((_, i) => i % 2 == 1)
        from line in fence.Split('\n').Skip(1)
        let bare = line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line
        where Typed().IsMatch(bare) && bare.Count(c => c == '\'') % 2 == 0
        select Tail().Replace(bare, "");

    private static string[] Words(string line) =>
        [.. Word().Matches(line).Skip(1).Select(m => m.Value.Trim('"', '\''))];

    private static IEnumerable<string> Anchors(string file) =>
        File.ReadLines(file)
            .Where(l => l.StartsWith('#'))
            .Select(l => l.TrimStart('#').Trim().ToLowerInvariant())
            .Select(l => NoAnchor().Replace(l, "").Replace(' ', '-'));

    private static string Read(string page) => File.ReadAllText(Path.Combine(Root(), page));

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Forge.slnx")))
                return at.FullName;
        throw new DirectoryNotFoundException("the tests run outside of the repository");
    }

    [GeneratedRegex(@"forge ([a-z-]+) \{")]
    private static partial Regex Named();

    [GeneratedRegex("^forge [a-z-]")]
    private static partial Regex Typed();

    [GeneratedRegex(@"(\s+#\s.*|\s{3,}\S.*|\s+)$")]
    private static partial Regex Tail();

    [GeneratedRegex("""("[^"]*"|'[^']*'|\S+)""")]
    private static partial Regex Word();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
