using Forge.Planning.Folders;
using Forge.Planning.Plans;

namespace Forge.Planning.Tests.Support;

/// <summary>A folder on disk that holds a wish and, after <see cref="Write"/>, its plan; and a place beside it.</summary>
internal sealed class Checkout : IDisposable
{
    public const string WishPath = ".genie/wishes/sample/sample-wish.md";

    private readonly string _place = Directory.CreateTempSubdirectory("forge-planfolder-").FullName;

    public Checkout(string groups, string rest = "")
    {
        Put(WishPath, Desk.Groups(groups, rest).Text);
        Directory.CreateDirectory(Beside);
    }

    public string Root => Path.Combine(_place, "checkout");
    public string Beside => Path.Combine(_place, "beside");
    public DateTimeOffset Now { get; set; } = Desk.Start;

    public void Put(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Edit(string path, string old, string @new)
    {
        var text = File.ReadAllText(Path.Combine(Root, path));
        text.ShouldContain(old);
        Put(path, text.Replace(old, @new));
    }

    public void Link(string path, string target)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }

    public (Wishes.Wish Wish, PlanFacts Facts) Look(string wishPath = WishPath)
    {
        var full = Path.Combine(Root, wishPath);
        var text = File.ReadAllText(full);
        var wish = WishOnDisk.Read(text, full, null);
        return (wish, PlanFolder.Read(Root, wishPath, text, wish, ["main"], "main", Now));
    }

    public PlanOutcome Plan(bool finalValidation = false)
    {
        var (wish, facts) = Look();
        return Planner.Plan(wish, facts with { FinalValidation = finalValidation });
    }

    /// <summary>Plans and writes.</summary>
    public PlanOutcome Write(bool finalValidation = false)
    {
        var outcome = Plan(finalValidation);
        foreach (var change in outcome.Changes.Files.Where(c => c.Writes))
        {
            if (change.ArchivedAs is { } archive)
                File.Move(Path.Combine(Root, change.Path), Path.Combine(Root, archive));
            if (change.New is { } text)
                Put(change.Path, text);
        }
        return outcome;
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);
}
