namespace Forge.Planning.Reading;

/// <summary>What a field of a group means.</summary>
internal enum GroupField
{
    None,
    Goal,
    Scope,
    Surfaces,
    Inputs,
    Tasks,
    Deliverables,
    Acceptance,
    Validation,
    Evidence,
    Personas,
    Branch,
    Tracker,
    DependsOn,
    Needs,
    Blocks,
    Files,
    Effort,
    Risk,
    Priority,
    Status,
    Wave,
    Matrix,
}

/// <summary>The names under which authors write the fields of a group.</summary>
internal static class GroupFields
{
    private static readonly Dictionary<string, GroupField> Names = Made(
        (GroupField.Goal, "goal|goals|objective|objectives|purpose|aim|mission|outcome"),
        (GroupField.Scope, "scope|in scope"),
        (
            GroupField.Surfaces,
            "surfaces|surface|target|targets|areas|modules|components|affected areas|touchpoints"
        ),
        (
            GroupField.Inputs,
            "inputs|input|context|read first|files to inspect|files to read|files to review|references"
        ),
        (
            GroupField.Tasks,
            "tasks|steps|work|work items|actions|action|todo|to do|subtasks|implementation steps|implementation tasks|changes"
        ),
        (GroupField.Deliverables, "deliverables|deliverable|outputs|output"),
        (
            GroupField.Acceptance,
            "acceptance criteria|acceptance|success criteria|success metrics|done criteria|done when|definition of done|exit criteria|completion criteria|criteria"
        ),
        (
            GroupField.Validation,
            "validation|validations|validate|verification|verify|validation command|validation commands|validation hooks|validation hook|validation steps|verification commands|verification command|verification steps|how to verify|test commands|test command|checks|commands"
        ),
        (
            GroupField.Evidence,
            "evidence|evidence path|evidence paths|evidence location|evidence requirements|evidence files|proof|artifacts|artefacts|artifact paths|artefact paths"
        ),
        (
            GroupField.Personas,
            "agent|agents|persona|personas|suggested persona|suggested personas|suggested agent|suggested agents|assigned agent|assigned to|assignee|owner|owners|role|polly role"
        ),
        (GroupField.Branch, "branch|branch strategy|branch name|git branch"),
        (
            GroupField.Tracker,
            "tracker|external tracker|external trackers|trackers|tracker id|task id|issue|github issue|ticket|jira|linear"
        ),
        (
            GroupField.DependsOn,
            "dependencies|dependency|depends on|depends|dependson|deps|blocked by|prior groups|runs after|waits for"
        ),
        (GroupField.Needs, "prerequisites|prerequisite|requires|needs|after"),
        (GroupField.Blocks, "blocks|unblocks|enables"),
        (
            GroupField.Files,
            "files|file|files to modify|files to create|files to change|files to edit|files to update|files to delete|files to replace|files to touch|files to create/modify|files to modify/create|files to create & modify|files to create or modify|files touched|files changed|files modified|files created|files affected|affected files|key files|owned files|file ownership|ownership|owns|new files|modified files"
        ),
        (
            GroupField.Effort,
            "effort|estimate|estimated effort|estimated time|estimated hours|time|time estimate|duration|size|complexity"
        ),
        (GroupField.Risk, "risk|risks|risk level"),
        (GroupField.Priority, "priority"),
        (GroupField.Status, "status|state|group status"),
        (GroupField.Wave, "wave"),
        (
            GroupField.Matrix,
            "evaluation matrix impact|evaluation matrix|matrix checkpoints|matrix impact|matrix scoring|matrix|checkpoints|matrix coverage"
        )
    );

    public static GroupField Of(string name) => Names.GetValueOrDefault(name);

    public static bool IsKnown(string name) => Names.ContainsKey(name);

    private static Dictionary<string, GroupField> Made(
        params (GroupField Field, string Names)[] all
    )
    {
        var fields = new Dictionary<string, GroupField>();
        foreach (var (field, names) in all)
        foreach (var name in names.Split('|'))
            fields.Add(name, field);
        return fields;
    }
}
