namespace Forge.Server.Hosting;

/// <summary>
/// The server listens while it still takes up its state, since each takes a tenth of a second. Requests that come meanwhile
/// wait here, so that none sees a half-recovered server.
/// </summary>
internal sealed class Readiness
{
    private readonly TaskCompletionSource<long> _ready = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The position of the feed before anybody could ask for anything.</summary>
    public Task<long> Position => _ready.Task;

    public void Open(long position) => _ready.TrySetResult(position);

    /// <summary>For <c>app.Use</c>.</summary>
    public async Task WaitAsync(HttpContext context, RequestDelegate next)
    {
        if (!_ready.Task.IsCompletedSuccessfully)
            await _ready.Task.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        await next(context).ConfigureAwait(false);
    }
}
