using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Floors;

internal static class GitFloors
{
    private const int Many = 20_000;
    private const int Bytes = 2_048;

    public static async Task<IEnumerable<Floor>> OfAsync(Ground ground, CancellationToken ct)
    {
        var small = await Repository.MakeAsync(ground, 10, 40, ct);
        var large = await Repository.MakeAsync(ground, Many, Bytes, ct);
        var changed = Path.Combine(large.Path, Repository.Changed);
        // An index as old as its files makes git look at all of them again.
        await WallClock.PauseAsync(1_100, ct);
        await File.WriteAllTextAsync(changed, "another text\n", ct);
        await ground.GitAsync(large.Path, ct, "status", "--porcelain");
        return
        [
            Git(ground, small, "git rev-parse", "the least that git does", ["rev-parse", "HEAD"]),
            Worktree(ground, small, "10 files", 10),
            Worktree(ground, large, "20,000 files", 3),
            Git(
                ground,
                large,
                "git diff of one path, 20,000 files",
                "what a live diff needs of git for one changed file",
                ["diff", "HEAD", "--", Repository.Changed]
            ),
            Git(
                ground,
                large,
                "git status, 20,000 files",
                "what a live diff would need if it looked at everything",
                ["status", "--porcelain"]
            ),
        ];
    }

    private static Floor Git(
        Ground ground,
        Repository repository,
        string title,
        string meaning,
        string[] arguments
    ) =>
        new(
            title,
            Unit.Milliseconds,
            meaning,
            10,
            ct =>
                ProcessFloors.TimedAsync(
                    ground,
                    ["/usr/bin/git", .. arguments],
                    ct,
                    repository.Path
                )
        );

    private static Floor Worktree(Ground ground, Repository repository, string size, int rounds)
    {
        var made = 0;
        return new Floor(
            $"git worktree add, {size}",
            Unit.Milliseconds,
            "a new branch and its checkout, by git alone",
            rounds,
            ct =>
            {
                var name = $"w{repository.Files}-{++made}";
                return ProcessFloors.TimedAsync(
                    ground,
                    [
                        "/usr/bin/git",
                        "worktree",
                        "add",
                        "-q",
                        "-b",
                        name,
                        Path.Combine(ground.Root, name),
                    ],
                    ct,
                    repository.Path
                );
            }
        );
    }
}
