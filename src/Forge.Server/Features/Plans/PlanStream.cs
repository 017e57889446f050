using Forge.Api;
using Forge.Core.Domain.Events;
using Forge.Core.Running.Plans;
using Forge.Core.Store;
using Forge.Server.Wire;
using PlanRow = Forge.Core.Domain.Plans.Plan;

namespace Forge.Server.Features.Plans;

/// <summary>A plan, and what waits for a person: whole once, then what changes, by position in the feed of events.</summary>
internal static class PlanStream
{
    private const int Page = 256;

    public static Task Serve(
        HttpContext context,
        string plan,
        PlanDesk desk,
        PlanStatuses statuses,
        Database database
    )
    {
        var row = desk.Require(plan);
        return Socket.ServeAsync(
            context,
            (socket, ct) => FollowAsync(socket, row, statuses, database, ct)
        );
    }

    public static Task ServeInbox(HttpContext context, Inbox inbox, Database database) =>
        Socket.ServeAsync(context, (socket, ct) => FollowAsync(socket, inbox, database, ct));

    private static async Task FollowAsync(
        Socket socket,
        PlanRow plan,
        PlanStatuses statuses,
        Database database,
        CancellationToken ct
    )
    {
        var position = database.Feed.End();
        var seen = await statuses.ReadAsync(plan, ct).ConfigureAwait(false);
        var first = new Patch();
        first.Add("replace", "/plan", seen, ForgeJson.Wire.PlanStatus);
        await socket.PatchAsync(first.Operations, ct).ConfigureAwait(false);
        await foreach (
            var page in database.Feed.FollowAsync(position, Page, ct).ConfigureAwait(false)
        )
        {
            if (!page.Items.Any(e => Concerns(e, plan, seen)))
                continue;
            var now = await statuses.ReadAsync(plan, ct).ConfigureAwait(false);
            var patch = PlanPatches.Between(seen, now);
            seen = now;
            if (!patch.IsEmpty)
                await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
        }
    }

    private static bool Concerns(StoredEvent e, PlanRow plan, PlanStatus seen) =>
        e.PlanId == plan.Id
        || (e.AttemptId is { } attempt && seen.Groups.Any(g => g.Attempt == attempt));

    private static async Task FollowAsync(
        Socket socket,
        Inbox inbox,
        Database database,
        CancellationToken ct
    )
    {
        var position = database.Feed.End();
        IReadOnlyList<InboxItem>? seen = null;
        var now = await inbox.ReadAsync(ct).ConfigureAwait(false);
        await TellAsync(now).ConfigureAwait(false);
        await foreach (var _ in database.Feed.FollowAsync(position, Page, ct).ConfigureAwait(false))
            await TellAsync(await inbox.ReadAsync(ct).ConfigureAwait(false)).ConfigureAwait(false);

        async Task TellAsync(IReadOnlyList<InboxItem> items)
        {
            if (seen is not null && seen.SequenceEqual(items))
                return;
            seen = items;
            var patch = new Patch();
            patch.Add("replace", "/inbox", items, ForgeJson.Wire.IReadOnlyListInboxItem);
            await socket.PatchAsync(patch.Operations, ct).ConfigureAwait(false);
        }
    }
}
