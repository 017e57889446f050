using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>A text about order that a group says of itself.</summary>
internal sealed record Statement(string Text, int Line, bool Weak = false);

/// <summary>A group with what it says about its place among the others.</summary>
internal sealed record ReadGroup(WishGroup Group, GroupBody Body)
{
    /// <summary>Texts of its dependency fields.</summary>
    public List<Statement> Waits { get; } = [];
    public List<Statement> Blocks { get; } = [];

    /// <summary>"Wave 2" or only "2".</summary>
    public Statement? Wave { get; set; }
}

/// <summary>Makes a group of its fields. What it waits for is found out later, when all groups are known.</summary>
internal sealed class GroupReader(GroupBody body, Findings findings)
{
    private readonly Dictionary<GroupField, List<Field>> _fields = [];
    private readonly List<NamedText> _other = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _subTasks = [];
    private int _boxes;
    private int _ticked;

    public static ReadGroup Read(GroupBody body, Findings findings) =>
        new GroupReader(body, findings).Read();

    private ReadGroup Read()
    {
        foreach (var part in body.Parts)
            ReadPart(part);
        var validation = Validation(out var checks);
        var status = One(GroupField.Status);
        var group = new WishGroup
        {
            Id = body.Heading.Id,
            Slug = Words.Kebab(body.Title) is { Length: > 0 } slug
                ? slug
                : Words.Kebab($"group {body.Heading.Id}"),
            Title = body.Title,
            Line = body.Line,
            Goal = One(GroupField.Goal),
            Scope = List(GroupField.Scope),
            Surfaces = Names(GroupField.Surfaces),
            Inputs = Names(GroupField.Inputs),
            Tasks = [.. List(GroupField.Tasks), .. _subTasks],
            Deliverables = List(GroupField.Deliverables),
            Acceptance = List(GroupField.Acceptance),
            Validation = validation,
            Checks = checks,
            Evidence = One(GroupField.Evidence),
            Personas = PersonaNames.Read(Nodes(GroupField.Personas)),
            Branch = BranchName.Read(Nodes(GroupField.Branch)),
            Tracker = Tracker(),
            Files = FileNames.Read(Nodes(GroupField.Files), _notes),
            Effort = One(GroupField.Effort) ?? body.Heading.Effort,
            Risk = One(GroupField.Risk),
            Priority = Priority(),
            Done = IsDone(status),
            MatrixImpact = Impact(),
            Notes = _notes,
            Other = Others(status),
        };
        return Stated(group);
    }

    private void ReadPart(GroupPart part)
    {
        var reader = new FieldReader(GroupFields.IsKnown, findings);
        var title = part.Title is null ? "" : Words.Normal(part.Title.Plain);
        if (part.Under is { } under)
            reader.ReadUnder(under, part.Line, part.Nodes);
        else if (GroupFields.IsKnown(title))
            reader.ReadUnder(part.Title!.Plain, part.Line, part.Nodes);
        else
        {
            if (part.Title is { } other)
                AddTitle(other, title);
            reader.Read(part.Nodes);
        }
        foreach (var field in reader.Fields)
            Add(field);
        _notes.AddRange(Values.Items(reader.Loose));
        CountBoxes(part.Nodes);
    }

    private void AddTitle(Phrase title, string name)
    {
        if (SubTask.IdOf(title.Plain) is not null)
            _subTasks.Add(title.Raw);
        else if (name.Length > 0)
            _notes.Add(title.Raw);
    }

    private void Add(Field field)
    {
        var meaning = GroupFields.Of(field.Name);
        if (meaning == GroupField.None)
        {
            _other.Add(new NamedText(field.Key, field.Line, Values.Items(field.Nodes)));
            return;
        }
        if (!_fields.TryGetValue(meaning, out var all))
            _fields[meaning] = all = [];
        all.Add(field);
    }

    private List<Field> Fields(GroupField field) => _fields.GetValueOrDefault(field) ?? [];

    private List<Node> Nodes(GroupField field) => [.. Fields(field).SelectMany(f => f.Nodes)];

    private List<string> List(GroupField field) =>
        [.. Fields(field).SelectMany(f => Values.List(f.Nodes))];

    private List<string> Names(GroupField field) =>
        [.. Fields(field).SelectMany(f => Values.Names(f.Nodes))];

    private string? One(GroupField field) =>
        Fields(field).Select(f => Values.One(f.Nodes)).FirstOrDefault(v => v is not null);

    private string? Tracker() =>
        One(GroupField.Tracker) is { } text
        && Values.Bare(text) is { Length: > 0 } bare
        && !Words.IsPlaceholder(bare)
            ? bare
            : null;

    private string? Priority() =>
        One(GroupField.Priority) is { } text
            ? Words.WithoutParentheses(text).Trim()
            : body.Heading.Priority;

    private List<ValidationCommand> Validation(out List<string> checks)
    {
        var commands = new List<ValidationCommand>();
        checks = [];
        foreach (var field in Fields(GroupField.Validation))
        {
            var read = ValidationReader.Read(field.Nodes, field.Name.Contains("command"));
            commands.AddRange(read.Commands);
            checks.AddRange(read.Checks);
        }
        if (commands.Count > 0 || checks.Count > 0)
            return commands;
        foreach (var field in Fields(GroupField.Evidence))
            commands.AddRange(ValidationReader.Read(field.Nodes).Commands);
        if (commands.Count > 0)
            findings.Warn(
                "validation-from-evidence",
                commands[0].Line,
                $"group {body.Heading.Id} has commands under Evidence and none under Validation: they are taken as its validation"
            );
        return commands;
    }

    private bool IsDone(string? status) =>
        body.Heading.Done
        || status is not null && StatusReader.KindOf(status) == StatusKind.Finished
        || _boxes > 0 && _boxes == _ticked;

    private void CountBoxes(IEnumerable<Node> nodes)
    {
        foreach (var item in nodes.OfType<Bullets>().SelectMany(b => b.Items))
        {
            findings.Step();
            _boxes += item.Ticked is null ? 0 : 1;
            _ticked += item.Ticked is true ? 1 : 0;
            CountBoxes(item.Nodes);
        }
    }

    private List<MatrixImpact> Impact() =>
        [
            .. Fields(GroupField.Matrix)
                .SelectMany(f =>
                    Values.Items(f.Nodes).Select(t => new MatrixImpact(t, Points.In(t), f.Line))
                ),
        ];

    private List<NamedText> Others(string? status)
    {
        if (status is not null)
            _other.Add(new NamedText("Status", Fields(GroupField.Status)[0].Line, [status]));
        foreach (var field in Fields(GroupField.Branch))
            if (BranchName.Read(field.Nodes) is null && Values.One(field.Nodes) is { } text)
                _other.Add(new NamedText(field.Key, field.Line, [text]));
        return _other;
    }

    private ReadGroup Stated(WishGroup group)
    {
        var read = new ReadGroup(group, body);
        foreach (var field in Fields(GroupField.DependsOn))
            StatedDependencies.Add(read, field, weak: false);
        foreach (var field in Fields(GroupField.Needs))
            StatedDependencies.Add(read, field, weak: true);
        foreach (var field in Fields(GroupField.Blocks))
        foreach (var text in Values.Items(field.Nodes))
            read.Blocks.Add(new Statement(text, field.Line));
        foreach (var remark in body.Heading.Remarks.SelectMany(r => Words.Split(r, ';')))
            StatedDependencies.AddRemark(read, remark, body.Line);
        foreach (var field in Fields(GroupField.Priority))
        foreach (var remark in Words.InParentheses(Values.One(field.Nodes) ?? ""))
            StatedDependencies.AddRemark(read, remark, field.Line);
        if (Fields(GroupField.Wave) is [var wave, ..] && Values.One(wave.Nodes) is { } name)
            read.Wave = new Statement(name, wave.Line);
        return read;
    }
}
