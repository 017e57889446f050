using Forge.Planning.Markdown;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Importing;

/// <summary>The order of a check list: one after the other, <c>[P]</c> beside each other, sections as barriers, and what is said besides.</summary>
internal sealed class TaskOrder(
    IReadOnlyList<ListedTask> tasks,
    GroupIndex index,
    Findings findings
)
{
    private readonly List<Edge> _edges = [];

    public List<Edge> Edges(Section root)
    {
        IReadOnlyList<string> barrier = [];
        var beside = new List<string>();
        var part = 0;
        foreach (var task in tasks)
        {
            if (beside.Count > 0 && (!task.Parallel || task.Part != part))
                (barrier, beside) = (beside, []);
            part = task.Part;
            Add(task, barrier);
            if (task.Parallel)
                beside.Add(task.Group.Id);
            else
                barrier = [task.Group.Id];
        }
        AddSentences(root);
        return [.. _edges.DistinctBy(e => (e.Group, e.DependsOn))];
    }

    // What a task says itself counts instead of its place.
    private void Add(ListedTask task, IReadOnlyList<string> barrier)
    {
        var own = task.Waits is null
            ? null
            : DependencyText.Read(task.Waits, index, findings, task.Group.Id, weak: true);
        foreach (var unknown in own?.Unknown ?? [])
            findings.Error(
                "dependency-unknown",
                task.Group.Line,
                $"task {task.Group.Id} waits for {unknown}, which does not exist"
            );
        var said = own?.Groups.Count > 0;
        foreach (var on in said ? own!.Groups : barrier)
            if (on != task.Group.Id)
                _edges.Add(
                    new Edge(
                        task.Group.Id,
                        on,
                        said ? EdgeSource.Field : EdgeSource.Order,
                        task.Group.Line
                    )
                );
    }

    private void AddSentences(Section root)
    {
        var sentence = new OrderSentence(
            index,
            findings,
            (later, earlier, line) => _edges.Add(new Edge(later, earlier, EdgeSource.Order, line))
        );
        foreach (
            var section in root.All()
                .Where(s => Words.Normal(s.Title.Plain).StartsWith("dependenc"))
        )
        foreach (var phrase in section.Nodes.SelectMany(Phrases.In))
            sentence.Read(Spelled(phrase.Raw), phrase.Line);
    }

    // "Tests (T004-T007) before implementation (T008-T014)": here the parentheses hold the names.
    private static string Spelled(string text) =>
        Words.InParentheses(text).Any(i => i.Length > 2 && i[0] == 'T' && char.IsAsciiDigit(i[1]))
            ? string.Join(
                ' ',
                text.Split('(', ')')
                    .Select(
                        (p, i) =>
                            i % 2 == 1 ? p
                            : p.Contains("before") ? "before"
                            : p.Contains("after") ? "after"
                            : " "
                    )
            )
            : text;
}
