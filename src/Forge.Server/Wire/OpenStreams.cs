using Forge.Server.Hosting;

namespace Forge.Server.Wire;

/// <summary>Counts the streams that are open: a client that opens one after the other must not take the last file of all.</summary>
internal sealed class OpenStreams(ServerSettings settings)
{
    private int _count;

    /// <summary>False when there are as many as may be; else <see cref="Leave"/> gives the place back.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= settings.MaxStreams)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    public Task RefuseAsync(HttpContext context) =>
        Answers.FailAsync(
            context,
            503,
            $"{settings.MaxStreams} streams are open, which is this server's limit. Close some, or set FORGE_MAX_STREAMS and start the server anew."
        );
}
