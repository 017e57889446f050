#pragma warning disable CA1416 // Forge runs on Unix; a Windows user runs it inside WSL.
using Forge.Core.Domain;
using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>The only directories that a retention may delete in.</summary>
internal sealed record RetentionPlaces(string Trash, string Logs);

/// <summary>Carries out what <see cref="RetentionDecisions"/> planned, and finds what is in the trash.</summary>
internal sealed class Retention(
    GitRepositories repositories,
    RetentionPlaces places,
    TimeProvider time
)
{
    public IReadOnlyList<Kept> Trash() =>
        Directory.Exists(places.Trash)
            ?
            [
                .. Directory
                    .EnumerateFileSystemEntries(places.Trash)
                    .Select(place => (place, Since: WorktreeTrash.TimeOf(place)))
                    .Where(one => one.Since is not null)
                    .Select(one => new Kept(
                        KeptKind.Trash,
                        one.place,
                        null,
                        one.Since!.Value,
                        SizeOf(one.place),
                        true
                    )),
            ]
            : [];

    /// <summary>Bytes of all files below a path; links are not followed.</summary>
    public static long SizeOf(string place)
    {
        if (File.Exists(place))
            return new FileInfo(place).Length;
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true,
        };
        // One that went in the meantime, or whose name is no text, has no length to be asked for.
        return new DirectoryInfo(place)
            .EnumerateFiles("*", options)
            .Sum(file => file.Exists ? file.Length : 0);
    }

    /// <returns>The steps that were done; what is kept is left out.</returns>
    public async Task<IReadOnlyList<RetentionStep>> RunAsync(
        IReadOnlyList<RetentionStep> plan,
        CancellationToken ct
    )
    {
        List<RetentionStep> done = [];
        foreach (var step in plan.Where(step => step.Action != RetentionAction.Keep))
        {
            await DoAsync(step.What, ct).ConfigureAwait(false);
            done.Add(step);
        }
        return done;
    }

    private async Task DoAsync(Kept what, CancellationToken ct)
    {
        switch (what.Kind)
        {
            case KeptKind.Trash:
                await DeleteAsync(what.Place, places.Trash, ct).ConfigureAwait(false);
                break;
            case KeptKind.Log:
                await DeleteAsync(what.Place, places.Logs, ct).ConfigureAwait(false);
                break;
            case KeptKind.Snapshot:
                await ForgetAsync(what, ct).ConfigureAwait(false);
                break;
            default:
                var repo = await repositories.OpenAsync(what.Repository!, ct).ConfigureAwait(false);
                await Worktrees
                    .RemoveAsync(
                        repo,
                        what.Attempt!.Value,
                        what.Place,
                        places.Trash,
                        time.GetUtcNow(),
                        ct
                    )
                    .ConfigureAwait(false);
                break;
        }
    }

    private async Task ForgetAsync(Kept what, CancellationToken ct)
    {
        if (!what.Place.StartsWith(Snapshots.Root, StringComparison.Ordinal))
            throw RuleBroken.Conflict($"{what.Place} is not a snapshot");
        var repo = await repositories.OpenAsync(what.Repository!, ct).ConfigureAwait(false);
        await repo.WriteAsync(
                async inner =>
                {
                    var refs = await repo.Git(
                            "for-each-ref",
                            "--format=delete %(refname) %(objectname)",
                            what.Place,
                            what.Place + "-nested/"
                        )
                        .CheckAsync(inner)
                        .ConfigureAwait(false);
                    return await repo.Git("update-ref", "--stdin")
                        .Saying(refs.Output)
                        .CheckAsync(inner)
                        .ConfigureAwait(false);
                },
                ct
            )
            .ConfigureAwait(false);
    }

    private static async Task DeleteAsync(string place, string root, CancellationToken ct)
    {
        var full = Path.GetFullPath(place);
        if (!full.StartsWith(Path.GetFullPath(root).TrimEnd('/') + "/", StringComparison.Ordinal))
            throw RuleBroken.Conflict($"{place} is not inside {root}");
        if (Directory.Exists(full))
            await Trees.DeleteAsync(full, ct).ConfigureAwait(false);
        else
            File.Delete(full);
    }
}
