using System.CommandLine.Completions;
using Forge.Cli.Commands.Wishes;
using Forge.Planning.Folders;

namespace Forge.Cli.Planning;

/// <summary>Ids of groups for the shell's completion.</summary>
internal static class GroupNames
{
    public static IEnumerable<CompletionItem> Complete(Surroundings here, CompletionContext context)
    {
        try
        {
            if (context.ParseResult.GetValue<string>("wish") is not { Length: > 0 } document)
                return [];
            var path = WishFiles.Find(here, document);
            var wish = WishOnDisk.Read(File.ReadAllText(path), path, null);
            return wish.Groups.Select(g => new CompletionItem(g.Id, detail: g.Title));
        }
        catch (Exception error)
            when (error is CommandFailed or IOException or InvalidOperationException)
        {
            return [];
        }
    }
}
