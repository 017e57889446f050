using System.Globalization;
using System.Text;

namespace Forge.Bench.Planning;

/// <summary>A wish as large as one wants, the same each time: every group has all fields and waits for up to three before it.</summary>
internal static class SyntheticWish
{
    private static readonly string[] Subjects =
    [
        "reader",
        "writer",
        "cache",
        "route",
        "migration",
        "screen",
        "report",
        "queue",
    ];

    public static string Of(int groups, int bytes)
    {
        var text = new StringBuilder(bytes + 4096);
        text.Append("# Wish: Synthetic\n\n**Status:** APPROVED\n\n## <spec_contract>\n");
        text.Append("- **Scope:** everything\n- **Out of scope:** nothing\n");
        text.Append("- **Success metrics:** it is fast\n</spec_contract>\n\n## Execution Groups\n");
        for (var i = 1; i <= groups; i++)
            Group(text, i, (int)((long)bytes * i / groups));
        return text.ToString();
    }

    private static void Group(StringBuilder text, int number, int until)
    {
        var subject = Subjects[number % Subjects.Length];
        var at = CultureInfo.InvariantCulture;
        text.Append(at, $"\n### Group {number}: The {subject} of part {number}\n\n");
        text.Append(at, $"**Goal:** Part {number} has its {subject}\n\n**Deliverables:**\n");
        for (var i = 0; i < 6; i++)
            text.Append(at, $"- `src/part{number}/{subject}{i}.cs` with tests and documentation\n");
        text.Append(at, $"\n**Files:** `src/part{number}/*.cs`, `docs/part{number}.md`\n");
        text.Append("\n**Acceptance Criteria:**\n");
        for (var i = 0; text.Length < until - 400; i++)
            text.Append(
                at,
                $"- [ ] Case {i}: when the {subject} is asked for `key{i}`, it answers with the value that was put there, and says so\n"
            );
        text.Append(at, $"\n**Validation:**\n```bash\nmake part{number}  # must pass\n```\n");
        var waits = new[] { number / 2, number - 7, number - 31 }.Where(n => n > 0).Distinct();
        text.Append(
            at,
            $"\n**depends-on:** {(number > 1 ? string.Join(", ", waits.Select(n => $"Group {n}")) : "none")}\n"
        );
    }
}
