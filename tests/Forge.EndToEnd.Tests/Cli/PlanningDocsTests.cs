using System.Text;
using Forge.Cli;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>The examples in docs/planning.md say what really happens.</summary>
public sealed class PlanningDocsTests
{
    [Fact]
    public async Task Every_command_of_the_page_prints_what_the_page_shows()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "planning.md"));
        using var desk = await PlanDesk.NewAsync(wish: Fences(page, "markdown").First());
        foreach (var name in new[] { "implementor", "tests" })
            desk.Write(
                $".genie/agents/{name}.md",
                $"---\nname: {name}\ndescription: works\ngenie:\n  executor: claude\n---\n"
            );
        var said = new StringBuilder();
        var expected = string.Concat(Fences(page, "console"));
        foreach (var line in expected.Split('\n').Where(l => l.StartsWith("$ ")))
            said.Append(line).Append('\n').Append(await SaidAsync(desk, line[2..]));

        Shortened(said.ToString(), expected).ShouldBe(expected);
    }

    private static async Task<string> SaidAsync(PlanDesk desk, string line)
    {
        if (line.StartsWith("sed ", StringComparison.Ordinal))
        {
            var parts = line.Split('\'')[1].Split('/');
            var path = line.Split(' ')[^1];
            desk.Write(path, desk.Read(path).Replace(parts[1], parts[2]));
            return "";
        }
        var words = line.Split(' ');
        words[0].ShouldBe("forge");
        await desk.RunAsync(words[1..]);
        return desk.Output;
    }

    // Where the page has "…", any number of lines may stand.
    private static string Shortened(string said, string expected)
    {
        var lines = said.Split('\n').ToList();
        var wanted = expected.Split('\n');
        for (var i = 0; i < wanted.Length - 1; i++)
            if (wanted[i] == "…")
            {
                var next = lines.FindIndex(Math.Min(i, lines.Count), l => l == wanted[i + 1]);
                if (next >= i)
                    lines.RemoveRange(i, next - i);
                lines.Insert(Math.Min(i, lines.Count), "…");
            }
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Fences(string page, string language)
    {
        var mark = $"```{language}\n";
        for (var at = page.IndexOf(mark, StringComparison.Ordinal); at >= 0; )
        {
            var start = at + mark.Length;
            var end = page.IndexOf("\n```", start, StringComparison.Ordinal) + 1;
            yield return page[start..end];
            at = page.IndexOf(mark, end, StringComparison.Ordinal);
        }
    }

    private static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Forge.slnx")))
                return at.FullName;
        throw new DirectoryNotFoundException("the tests run outside of the repository");
    }
}
