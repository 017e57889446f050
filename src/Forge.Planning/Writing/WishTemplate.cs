using System.Globalization;
using System.Text;
using Forge.Planning.Plans;
using Forge.Planning.Reading;

namespace Forge.Planning.Writing;

/// <summary>What a person says of a wish that is still to be written.</summary>
public sealed record WishAnswers
{
    /// <summary>A name or a title; the slug is made of it.</summary>
    public required string Name { get; init; }
    public IReadOnlyList<string> Scope { get; init; } = [];
    public IReadOnlyList<string> OutOfScope { get; init; } = [];
    public IReadOnlyList<string> SuccessMetrics { get; init; } = [];
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    public IReadOnlyList<string> Groups { get; init; } = [];
    public string? Branch { get; init; }
}

/// <summary>A new wish: what was answered, and <c>TODO:</c> with the question where nothing was.</summary>
public static class WishTemplate
{
    /// <summary>Empty where the name has no letter or digit that a path can have.</summary>
    public static string Slug(string name) => Words.Kebab(name);

    public static string Write(WishAnswers answers)
    {
        var text = new StringBuilder();
        text.Append($"# Wish: {Title(answers.Name)}\n\n");
        text.Append("**Status:** DRAFT\n");
        text.Append($"**Slug:** `{Slug(answers.Name)}`\n");
        if (answers.Branch is { } branch)
            text.Append($"**Branch:** `{branch}`\n");
        if (answers.DependsOn.Count > 0)
            text.Append($"**depends-on:** {string.Join(", ", answers.DependsOn)}\n");
        text.Append("\n## <spec_contract>\n\n");
        Field(text, "Scope", answers.Scope, "what is to be different afterwards?");
        Field(text, "Out of scope", answers.OutOfScope, "what might one expect that is not meant?");
        Field(text, "Success metrics", answers.SuccessMetrics, "how can one see that it is done?");
        text.Append("\n</spec_contract>\n\n## Execution Groups\n");
        var groups =
            answers.Groups.Count > 0 ? answers.Groups : ["TODO: name the first piece of work"];
        for (var i = 0; i < groups.Count; i++)
            Group(text, Id(i, groups.Count), groups[i]);
        return text.ToString();
    }

    private static string Title(string name) =>
        Lines.OneLine(TaskTitles.Spoken(name)) is { Length: > 0 } title
            ? char.ToUpper(title[0], CultureInfo.InvariantCulture) + title[1..]
            : "Untitled";

    // Letters, as long as there are any.
    private static string Id(int index, int count) =>
        count <= 26
            ? ((char)('A' + index)).ToString()
            : (index + 1).ToString(CultureInfo.InvariantCulture);

    private static void Field(
        StringBuilder text,
        string key,
        IReadOnlyList<string> answers,
        string question
    )
    {
        text.Append($"- **{key}:**\n");
        text.Bullets(answers.Count > 0 ? answers : [$"TODO: {question}"], "  - ");
    }

    private static void Group(StringBuilder text, string id, string title) =>
        text.Append(
            $"""

            ### Group {id} – {Lines.OneLine(title)}

            - **Goal:** TODO: what does this group bring about?
            - **Deliverables:**
              - TODO: what is there afterwards that was not there before?
            - **Files:** none
            - **Suggested personas:** none
            - **Dependencies:** None

            **Validation:**

            ```bash
            # TODO: a command that fails while the work is not done
            ```

            """
        );
}
