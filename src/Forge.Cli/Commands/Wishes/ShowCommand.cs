using System.CommandLine;
using Forge.Planning;
using Forge.Planning.Writing;

namespace Forge.Cli.Commands.Wishes;

/// <summary><c>forge wish show</c>: the model of one document.</summary>
internal static class ShowCommand
{
    public static Command Create(Surroundings here)
    {
        var file = new Argument<string>("file")
        {
            Description = "A wish, a forge plan, a parallel plan in JSON, or tasks.md",
        };
        var json = Flags.Json("Print the whole model as JSON (docs/planning.md)");
        var markdown = new Option<bool>("--markdown")
        {
            Description = "Print it as a wish in the common form, whatever form it has",
        };
        var groupsFrom = WishCommand.GroupsFrom();
        var command = new Command("show", "Show what a document says, whatever form it has")
        {
            file,
            json,
            markdown,
            groupsFrom,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var name = parsed.GetRequiredValue(file);
                var wish = await WishFiles.ReadAsync(here, name, parsed.GetValue(groupsFrom), ct);
                if (parsed.GetValue(json))
                    here.Terminal.Line(PlanningJson.Text(wish, j => j.Wish));
                else if (parsed.GetValue(markdown))
                    here.Terminal.Write(WishMarkdown.Write(wish));
                else
                    WishText.Print(here.Terminal, WishFiles.Label(here, name), wish);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
