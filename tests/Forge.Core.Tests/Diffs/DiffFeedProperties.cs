using Forge.Core.Diffs;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Diffs;

/// <summary>Whatever happens to the files, a feed that was kept up to date path by path says what a fresh look says.</summary>
public sealed class DiffFeedProperties
{
    private static readonly string[] Paths =
    [
        "a.txt",
        "dir",
        "dir/b.txt",
        "dir/new",
        "new",
        "new/x",
        "new/y/z",
        "with space\n\"q\"",
        "skip/x",
        "new/skip/y",
        "keep.log",
    ];

    [Fact]
    public async Task Any_sequence_of_file_operations_ends_in_the_same_diff_as_a_fresh_one()
    {
        await using var live = await DiffSandbox.CreateAsync(before: git =>
        {
            git.Write(".gitignore", "skip/\n*.log\n");
            git.CommitAll("ignore");
        });
        await live.AllAsync();
        var step =
            from kind in Gen.Choose(0, 7)
            from path in Gen.Elements(Paths)
            from other in Gen.Elements(Paths)
            select (kind, path, other);
        var steps = step.ArrayOf(12).ToArbitrary();

        Prop.ForAll(
                steps,
                sequence =>
                {
                    foreach (var (kind, path, other) in sequence)
                        Do(live, kind, path, other);
                    var (told, fresh) = Task.Run(() => CompareAsync(live)).GetAwaiter().GetResult();
                    return (told == fresh).Label($"told:\n{told}\nfresh:\n{fresh}");
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static async Task<(string Told, string Fresh)> CompareAsync(DiffSandbox live)
    {
        var told = Text((await live.AllAsync()).Changed);
        using var index = new WorktreeIndex(
            live.Git.Repo,
            live.Top,
            Path.Join(live.Git.Root, "fresh")
        );
        await index.FillAsync(Deadline);
        return (told, Text(await index.DiffAsync(live.Base, Deadline)));
    }

    private static string Text(IEnumerable<DiffEntry> entries) =>
        string.Join('\n', entries.OrderBy(one => one.Path, StringComparer.Ordinal));

    private static void Do(DiffSandbox live, int kind, string path, string other)
    {
        var full = Path.Join(live.Top, path);
        // What stands in the way is an operation that did not happen, as for an agent.
        try
        {
            switch (kind)
            {
                case 0 or 1 or 2:
                    live.Write(path, $"{kind}\n{other}\n");
                    break;
                case 3 when Path.Exists(full):
                    live.Delete(path);
                    break;
                case 4 when Path.Exists(full):
                    live.Move(path, other);
                    break;
                case 5 when !Path.Exists(full):
                    live.MakeParents(path);
                    File.CreateSymbolicLink(full, other);
                    live.Bell.Ring(full);
                    break;
                case 6:
                    GitIn(live.Top, "checkout", "-q", live.Base, "--", "a.txt");
                    live.Bell.Ring(Path.Join(live.Top, "a.txt"));
                    break;
                case 7:
                    live.Feed.SettleAsync(Deadline).Wait(TimeSpan.FromSeconds(30));
                    break;
            }
        }
        catch (IOException) { }
        catch (UnauthorizedAccessException) { }
    }
}
