using System.CommandLine;
using System.Text;
using System.Text.Json;
using Forge.Cli.Machine;
using Forge.Planning.Folders;
using Forge.Planning.Writing;

namespace Forge.Cli.Commands.Wishes;

/// <summary><c>forge wish new NAME</c>: a wish to fill in, below <c>.genie/wishes/</c>.</summary>
internal static class NewCommand
{
    public static Command Create(Surroundings here)
    {
        var name = new Argument<string>("name")
        {
            Description = "A name or title; the folder's and the file's name are made of it",
        };
        var scope = List("--scope", "What is to be different afterwards; may be given again");
        var without = List("--out-of-scope", "What is not meant; may be given again");
        var metrics = List("--metric", "How one can see that it is done; may be given again");
        var groups = List("--group", "The name of a group; may be given again");
        var depends = List("--depends-on", "Another wish that comes first; may be given again");
        var branch = new Option<string?>("--branch")
        {
            Description = "The plan's branch (default: feat/NAME)",
        };
        var json = Flags.Json();
        var command = new Command(
            "new",
            "Make a wish from a template; what is not answered is left marked with TODO"
        )
        {
            name,
            scope,
            without,
            metrics,
            groups,
            depends,
            branch,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var answers = new WishAnswers
                {
                    Name = parsed.GetRequiredValue(name),
                    Scope = parsed.GetValue(scope) ?? [],
                    OutOfScope = parsed.GetValue(without) ?? [],
                    SuccessMetrics = parsed.GetValue(metrics) ?? [],
                    Groups = parsed.GetValue(groups) ?? [],
                    DependsOn = parsed.GetValue(depends) ?? [],
                    Branch = parsed.GetValue(branch),
                };
                return await WriteAsync(here, answers, parsed.GetValue(json), ct);
            }
        );
        return command;
    }

    private static Option<string[]> List(string name, string description) =>
        new(name) { Description = description, HelpName = "text" };

    private static async Task<int> WriteAsync(
        Surroundings here,
        WishAnswers answers,
        bool json,
        CancellationToken ct
    )
    {
        var slug = WishTemplate.Slug(answers.Name);
        if (slug.Length == 0)
            throw CommandFailed.Usage(
                $"'{answers.Name}' has no letter or digit that a file's name can have"
            );
        var root =
            await Repositories.CheckoutAsync(here.Directory, ct)
            ?? WishOnDisk.RootOf(Path.Combine(here.Directory, "any"));
        var path = $".genie/wishes/{slug}/{slug}-wish.md";
        var full = Path.Combine(root, path);
        if (Path.Exists(full))
            throw new CommandFailed(
                ExitCodes.Conflict,
                $"{path} is there already; edit it, or choose another name"
            );
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await using (var file = new FileStream(full, FileMode.CreateNew, FileAccess.Write))
            await file.WriteAsync(Encoding.UTF8.GetBytes(WishTemplate.Write(answers)), ct);
        if (json)
            here.Terminal.Line(
                JsonSerializer.Serialize(new NewWishJson(slug, path), CliJson.Default.NewWishJson)
            );
        else
        {
            here.Terminal.Line(path);
            here.Terminal.Note(
                $"Answer what is marked TODO, check it ({here.Name} wish lint {Path.GetRelativePath(here.Directory, full)}), have it approved (**Status:** APPROVED), then: {here.Name} plan {slug}"
            );
        }
        return ExitCodes.Ok;
    }
}

/// <summary>What <c>wish new --json</c> prints.</summary>
internal sealed record NewWishJson(string Slug, string Path);
