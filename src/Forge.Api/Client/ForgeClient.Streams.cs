using System.Net;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Forge.Api;

/// <remarks>A stream ends when the server says <c>finished</c> or the caller cancels; a broken connection throws <see cref="ForgeUnreachable"/>.</remarks>
public sealed partial class ForgeClient
{
    /// <summary>The tasks of a project: first all of them by id under <c>/tasks</c>, then each change.</summary>
    public IAsyncEnumerable<PatchOperation> TasksStreamAsync(
        Guid projectId,
        CancellationToken ct
    ) => FollowAsync(Query(Routes.TasksStream, ("project_id", projectId.ToString())), ct);

    /// <summary>The processes of an attempt: first all of them by id under <c>/execution_processes</c>, then each change.</summary>
    public IAsyncEnumerable<PatchOperation> ProcessesStreamAsync(
        Guid attemptId,
        CancellationToken ct
    ) => FollowAsync(Query(Routes.ProcessesStream, ("task_attempt_id", attemptId.ToString())), ct);

    /// <summary>A process's output as it came; the operations' values are <see cref="LogItem"/>s.</summary>
    /// <remarks>Without <paramref name="follow"/> it ends with what is there now, also while the process runs.</remarks>
    public IAsyncEnumerable<PatchOperation> RawLogsAsync(
        Guid processId,
        bool follow,
        CancellationToken ct
    ) => FollowAsync(Followed(Of(Routes.ProcessRawLogs, processId), follow), ct);

    /// <summary>A process's conversation; the operations' values are <see cref="LogItem"/>s holding a <see cref="ConversationEntry"/>.</summary>
    /// <remarks>Without <paramref name="follow"/> it ends with what is there now, also while the process runs.</remarks>
    public IAsyncEnumerable<PatchOperation> ConversationAsync(
        Guid processId,
        bool follow,
        CancellationToken ct
    ) => FollowAsync(Followed(Of(Routes.ProcessNormalizedLogs, processId), follow), ct);

    private static string Followed(string path, bool follow) =>
        follow ? path : Query(path, ("follow", "false"));

    /// <summary>An attempt's changed files; the operations' values are <see cref="LogItem"/>s holding a <see cref="Diff"/>.</summary>
    public IAsyncEnumerable<PatchOperation> DiffStreamAsync(
        Guid attemptId,
        bool statsOnly,
        CancellationToken ct
    ) =>
        FollowAsync(
            Query(
                Of(Routes.AttemptDiffStream, attemptId),
                ("stats_only", statsOnly ? "true" : "false")
            ),
            ct
        );

    /// <summary>A plan: first the whole <see cref="PlanStatus"/> under <c>/plan</c>, then each change of it.</summary>
    public IAsyncEnumerable<PatchOperation> FollowPlanAsync(string plan, CancellationToken ct) =>
        FollowAsync(Routes.Fill(Routes.PlanStream, plan), ct);

    /// <summary>Every change on the server, as server-sent events; recent history comes first.</summary>
    public async IAsyncEnumerable<PatchOperation> EventsAsync(
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var response = await AskAsync(HttpMethod.Get, Routes.Events, null, ct)
            .ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw Refused(
                response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false),
                response.RequestMessage
            );
        using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var parser = SseParser.Create(body, (name, data) => Operations(name, data));
        var events = parser.EnumerateAsync(ct).GetAsyncEnumerator(ct);
        await using (events.ConfigureAwait(false))
            while (await NextAsync(events, ct).ConfigureAwait(false))
                foreach (var operation in events.Current.Data)
                    yield return operation;
    }

    private IReadOnlyList<PatchOperation> Operations(string name, ReadOnlySpan<byte> data)
    {
        try
        {
            return name == "json_patch"
                ? JsonSerializer.Deserialize(data, ForgeJson.Wire.IReadOnlyListPatchOperation) ?? []
                : [];
        }
        catch (JsonException error)
        {
            throw FrameReader.NotOurs(Address, error);
        }
    }

    private async Task<bool> NextAsync(
        IAsyncEnumerator<SseItem<IReadOnlyList<PatchOperation>>> events,
        CancellationToken ct
    )
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (IsBroken(error, ct))
        {
            throw new ForgeUnreachable(Address, error);
        }
    }

    private async IAsyncEnumerable<PatchOperation> FollowAsync(
        string path,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        using var socket = await ConnectAsync(path, ct).ConfigureAwait(false);
        var reader = new FrameReader(socket, Address);
        while (await reader.NextAsync(ct).ConfigureAwait(false) is { } frame)
        {
            if (frame.Finished == true)
                yield break;
            foreach (var operation in frame.JsonPatch ?? [])
                yield return operation;
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        try
        {
            if (token is not null)
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            // A proxy of the environment must not see, or break, what goes to this machine itself.
            if (Address.IsLoopback)
                socket.Options.Proxy = null;
            socket.Options.CollectHttpResponseDetails = true;
            var target = new UriBuilder(new Uri(Address, path));
            target.Scheme =
                target.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
            await socket.ConnectAsync(target.Uri, ct).ConfigureAwait(false);
            return socket;
        }
        catch (WebSocketException error)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw status == 0
                ? new ForgeUnreachable(Address, error.InnerException ?? error)
                : await WhyRefusedAsync(path, status, ct).ConfigureAwait(false);
        }
    }

    /// <summary>A refused upgrade hides its body: the same question without the upgrade has the server's own words.</summary>
    private async Task<ForgeError> WhyRefusedAsync(
        string path,
        HttpStatusCode status,
        CancellationToken ct
    )
    {
        var (response, bytes) = await WholeAsync(HttpMethod.Get, path, null, ct)
            .ConfigureAwait(false);
        using var answer = response;
        return response.StatusCode == status
            ? Refused(status, bytes, response.RequestMessage)
            : new ForgeError(
                status,
                $"The server refused the stream with {(int)status} {status}",
                null
            );
    }
}
