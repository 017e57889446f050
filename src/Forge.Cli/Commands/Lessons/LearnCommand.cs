using System.CommandLine;
using Forge.Cli.Planning;
using Forge.Cli.Terminals;
using Forge.Planning;
using Forge.Planning.Folders;
using Forge.Planning.Lessons;

namespace Forge.Cli.Commands.Lessons;

/// <summary><c>forge learn</c>: keeps lessons as files of the repository, for the prompts of the next plan. No server is needed; one that runs is asked what failed.</summary>
internal static class LearnCommand
{
    private sealed record Request(
        string? Text,
        string? From,
        IReadOnlyList<string> Tags,
        IReadOnlyList<string> For,
        bool List,
        bool Yes,
        bool Json
    );

    public static Command Create(Surroundings here)
    {
        var text = new Argument<string?>("text")
        {
            Description = "What was learnt; '-' reads it from standard input",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var from = new Option<string?>("--from")
        {
            Description =
                "A report, or a plan: what its reports and reviews say was learnt, and what failed in it",
            HelpName = "plan|file",
        };
        var tags = Several("--tag", "-t", "What it is about; may be given again", "word");
        var targets = Several(
            "--for",
            "-f",
            "Whom it is for: paths and globs, work, final_validation, persona:NAME; may be given again",
            "glob"
        );
        var list = new Option<bool>("--list", "-l") { Description = "Show the lessons kept" };
        var (yes, json) = (Flags.Yes(), Flags.Json());
        yes.Description = "With --from: keep all that is new; do not ask about each";
        var command = new Command(
            "learn",
            "Keep a lesson in the repository, for the prompts of the next plan; needs no server"
        )
        {
            text,
            from,
            tags,
            targets,
            list,
            yes,
            json,
        };
        InsistOnOne(command, text, from, list);
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    here,
                    new Request(
                        parsed.GetValue(text),
                        parsed.GetValue(from),
                        parsed.GetValue(tags) ?? [],
                        parsed.GetValue(targets) ?? [],
                        parsed.GetValue(list),
                        parsed.GetValue(yes),
                        parsed.GetValue(json)
                    ),
                    ct
                )
        );
        return command;
    }

    private static void InsistOnOne(
        Command command,
        Argument<string?> text,
        Option<string?> from,
        Option<bool> list
    )
    {
        command.Validators.Add(result =>
        {
            var chosen = (bool[])
                [
                    result.GetValue(text) is not null,
                    result.GetValue(from) is not null,
                    result.GetValue(list),
                ];
            if (chosen.Count(one => one) != 1)
                result.AddError(
                    "Say what was learnt, or --from where it is to be taken, or --list: one of them"
                );
        });
    }

    private static Option<string[]> Several(
        string name,
        string alias,
        string description,
        string value
    ) => new(name, alias) { Description = description, HelpName = value };

    private static async Task<int> RunAsync(
        Surroundings here,
        Request request,
        CancellationToken ct
    )
    {
        var root = WishOnDisk.RootOf(Path.Combine(here.Directory, "any"));
        var kept = LessonFolder.Read(root);
        if (request.List)
            return List(here, [.. kept.Where(lesson => Fits(lesson, request))], request.Json);
        var day = DateOnly.FromDateTime(here.Now.UtcDateTime);
        var fresh = LessonFinder.New(await FoundAsync(here, root, request, day, ct), kept);
        if (request.From is not null && !request.Yes && here.Terminal.HasPerson)
            fresh = await ChosenAsync(here, fresh, ct);
        foreach (var lesson in fresh)
        {
            var path = LessonWriting.Write(root, lesson);
            if (!request.Json)
                here.Terminal.Line($"{path}  {Title(lesson, 60)}");
        }
        if (request.Json)
            here.Terminal.Line(PlanningJson.Text(fresh, j => j.IReadOnlyListLesson));
        else if (fresh.Count == 0)
            here.Terminal.Note("There is nothing in it that is not kept already");
        return ExitCodes.Ok;
    }

    private static async Task<IReadOnlyList<Lesson>> FoundAsync(
        Surroundings here,
        string root,
        Request request,
        DateOnly day,
        CancellationToken ct
    )
    {
        if (request.From is { } from)
            return
            [
                .. LessonReports
                    .Candidates(here, root, from, day)
                    .Concat(await LessonFailures.CandidatesAsync(here, from, day, ct))
                    .Select(lesson =>
                        lesson with
                        {
                            Tags = [.. lesson.Tags.Union(request.Tags)],
                            AppliesTo = [.. lesson.AppliesTo.Union(request.For)],
                        }
                    ),
            ];
        var text = await Flags.PromptAsync(request.Text!, ct);
        if (text.Trim().Length == 0)
            throw CommandFailed.Usage("The lesson is empty; say what was learnt");
        return [LessonFinder.Typed(text, day, request.For, request.Tags)];
    }

    /// <summary>A person keeps what is worth it.</summary>
    private static async Task<IReadOnlyList<Lesson>> ChosenAsync(
        Surroundings here,
        IReadOnlyList<Lesson> candidates,
        CancellationToken ct
    )
    {
        var chosen = new List<Lesson>();
        foreach (var lesson in candidates)
        {
            here.Terminal.Note($"\n{lesson.Body}\n  ({LessonText.Source(lesson.Source)})");
            if (await here.Terminal.ConfirmAsync("Keep it?", ct))
                chosen.Add(lesson);
        }
        return chosen;
    }

    private static bool Fits(Lesson lesson, Request request) =>
        request.Tags.All(tag => lesson.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        && request.For.All(target => lesson.AppliesTo.Contains(target));

    private static int List(Surroundings here, IReadOnlyList<Lesson> lessons, bool json)
    {
        if (json)
        {
            here.Terminal.Line(PlanningJson.Text(lessons, j => j.IReadOnlyListLesson));
            return ExitCodes.Ok;
        }
        if (lessons.Count == 0)
        {
            here.Terminal.Line($"No lesson is kept here. Keep one: {here.Name} learn \"…\"");
            return ExitCodes.Ok;
        }
        var table = new TextTable(
            "DAY",
            "SOURCE",
            new Column("LESSON", 24, Fills: true),
            new Column("FOR", 12, IsOptional: true),
            new Column("TAGS", 8, IsOptional: true)
        );
        foreach (var lesson in lessons)
            table.Add(
                lesson.Created.ToString("yyyy-MM-dd"),
                lesson.Source.Kind.ToString().ToLowerInvariant(),
                Title(lesson, 200),
                string.Join(", ", lesson.AppliesTo),
                new Cell(string.Join(", ", lesson.Tags), Paint.Dim)
            );
        here.Terminal.Table(table);
        return ExitCodes.Ok;
    }

    private static string Title(Lesson lesson, int most) =>
        Words.OneLine(lesson.Body.Split('\n')[0], most);
}
