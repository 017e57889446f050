using Forge.Api;
using Forge.Core.Diffs;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Core.Streams;
using Forge.Server.Wire;
using DiffChange = Forge.Api.DiffChange;

namespace Forge.Server.Features.Streams;

/// <summary>The changed files of an attempt, live. Never finished: an attempt can be gone on with.</summary>
internal static class DiffStream
{
    private const int FilesAMessage = 50;
    private const int EventsAPage = 256;

    public static Task Serve(
        HttpContext context,
        Guid id,
        bool? stats_only,
        Database database,
        AttemptDiffs diffs
    )
    {
        database.Attempt(id);
        return Socket.ServeAsync(
            context,
            (socket, ct) => RunAsync(socket, id, stats_only == true, database, diffs, ct)
        );
    }

    public static async Task<Envelope<IReadOnlyList<Diff>>> Now(
        Guid id,
        bool? stats_only,
        Database database,
        AttemptDiffs diffs,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        var files = await diffs.NowAsync(id, stats_only == true, ct).ConfigureAwait(false);
        return Envelope.Of<IReadOnlyList<Diff>>([.. files.Select(ToWire)]);
    }

    public static async Task<IResult> WholePatch(
        Guid id,
        Database database,
        AttemptDiffs diffs,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        var patch = await diffs.PatchAsync(id, ct).ConfigureAwait(false);
        return Results.Bytes(patch, "text/x-diff");
    }

    // Live while the worktree is there, else from the commits; and live again when somebody goes on with the attempt.
    private static async Task RunAsync(
        Socket socket,
        Guid id,
        bool statsOnly,
        Database database,
        AttemptDiffs diffs,
        CancellationToken ct
    )
    {
        var shown = new Dictionary<string, int>();
        while (true)
        {
            await UntilReadyAsync(id, database, ct).ConfigureAwait(false);
            var position = database.Feed.End();
            var live = await diffs.LiveAsync(id, ct).ConfigureAwait(false);
            if (live is not null)
                await using (live.ConfigureAwait(false))
                    await FollowAsync(socket, live.Feed, statsOnly, shown, ct)
                        .ConfigureAwait(false);
            var files = await diffs.CommittedAsync(id, statsOnly, ct).ConfigureAwait(false);
            await SendWholeAsync(socket, files, shown, ct).ConfigureAwait(false);
            await UntilTouchedAsync(id, position, database, ct).ConfigureAwait(false);
        }
    }

    private static async Task UntilTouchedAsync(
        Guid id,
        long position,
        Database database,
        CancellationToken ct
    )
    {
        var task = database.Attempt(id).TaskId;
        await foreach (
            var page in database.Feed.FollowAsync(position, EventsAPage, ct).ConfigureAwait(false)
        )
            if (page.Items.Any(e => e.AttemptId == id || e.TaskId == task))
                return;
    }

    // Before the worktree is made there is nothing to look at; the feed tells when it is.
    private static async Task UntilReadyAsync(Guid id, Database database, CancellationToken ct)
    {
        while (true)
        {
            var ticket = database.Feed.Bell.Now;
            if (database.Attempt(id).Stage != Core.Domain.Attempts.AttemptStage.Preparing)
                return;
            await Bell.WaitAsync(ticket, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the worktree is gone.</summary>
    private static async Task FollowAsync(
        Socket socket,
        DiffFeed feed,
        bool statsOnly,
        Dictionary<string, int> shown,
        CancellationToken ct
    )
    {
        var version = 0L;
        while (true)
        {
            var ticket = feed.Bell.Now;
            var page = await feed.ReadAsync(version, ct).ConfigureAwait(false);
            if (page.HasEnded)
                return;
            IReadOnlyList<FileDiff> files = statsOnly
                ? [.. page.Changed.Select(FileDiff.WithoutContent)]
                : await feed.ContentsAsync(page.Changed, ct).ConfigureAwait(false);
            if (page.IsWhole || version == 0)
                await SendWholeAsync(socket, files, shown, ct).ConfigureAwait(false);
            else
                await SendAsync(socket, files, page.Removed, shown, ct).ConfigureAwait(false);
            if (page.Next == version)
                await Bell.WaitAsync(ticket, ct).ConfigureAwait(false);
            version = page.Next;
        }
    }

    private static Task SendWholeAsync(
        Socket socket,
        IReadOnlyList<FileDiff> files,
        Dictionary<string, int> shown,
        CancellationToken ct
    )
    {
        List<string> gone = [.. shown.Keys.Except(files.Select(PathOf))];
        List<FileDiff> other =
        [
            .. files.Where(f =>
                !shown.TryGetValue(PathOf(f), out var was) || was != f.GetHashCode()
            ),
        ];
        return SendAsync(socket, other, gone, shown, ct);
    }

    private static async Task SendAsync(
        Socket socket,
        IReadOnlyList<FileDiff> files,
        IReadOnlyList<string> removed,
        Dictionary<string, int> shown,
        CancellationToken ct
    )
    {
        var patch = new Patch();
        foreach (var path in removed)
            if (shown.Remove(path))
                patch.Remove($"/entries/{Patch.Escape(path)}");
        var count = 0;
        foreach (var file in files)
        {
            var path = PathOf(file);
            var op = shown.ContainsKey(path) ? "replace" : "add";
            // Contents are not held for the sake of a comparison: a follower costs no memory.
            shown[path] = file.GetHashCode();
            patch.Write(op, $"/entries/{Patch.Escape(path)}", w => Write(w, file));
            if (++count % FilesAMessage != 0)
                continue;
            await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
            patch = new Patch();
        }
        if (!patch.IsEmpty)
            await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
    }

    private static string PathOf(FileDiff file) => file.NewPath ?? file.OldPath!;

    private static void Write(System.Text.Json.Utf8JsonWriter writer, FileDiff file)
    {
        writer.WriteStartObject();
        writer.WriteString("type", LogItem.DiffEntry);
        writer.WritePropertyName("content");
        System.Text.Json.JsonSerializer.Serialize(writer, ToWire(file), ForgeJson.Wire.Diff);
        writer.WriteEndObject();
    }

    private static Diff ToWire(FileDiff file) =>
        new()
        {
            Change = (DiffChange)file.Change,
            OldPath = file.OldPath,
            NewPath = file.NewPath,
            OldContent = file.OldContent,
            NewContent = file.NewContent,
            ContentOmitted = file.ContentOmitted,
            Additions = file.Additions,
            Deletions = file.Deletions,
        };
}
