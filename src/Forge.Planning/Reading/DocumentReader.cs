using Forge.Planning.Importing;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Reads any document that plans work, by looking at what it is.</summary>
public static class DocumentReader
{
    /// <summary>Never fails: what cannot be understood is said in the diagnostics.</summary>
    public static Wish Read(string document, ReadOptions? options = null)
    {
        options ??= new ReadOptions();
        if (document.AsSpan().TrimStart("\uFEFF \t\r\n") is ['{', ..])
            return ParallelPlanReader.Read(document, options.Path, options.Exists);
        return TaskListReader.IsTaskList(document, options.Path)
            ? TaskListReader.Read(document, options)
            : WishReader.Read(document, options);
    }
}
