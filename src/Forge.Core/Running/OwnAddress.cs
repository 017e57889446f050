namespace Forge.Core.Running;

/// <summary>
/// Where this server is reached from its own machine. It is known once the server listens; a launch that begins before, as
/// recovery may want one, waits for that moment. Agents keep the address that they were started with.
/// </summary>
internal sealed class OwnAddress
{
    private readonly TaskCompletionSource<string> _known = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public void Set(string url) => _known.TrySetResult(url);

    public Task<string> KnownAsync(CancellationToken ct) => _known.Task.WaitAsync(ct);
}
