namespace Forge.Core.Git;

/// <summary>A repository that a person gave to Forge.</summary>
internal sealed class GitRepository
{
    private readonly SemaphoreSlim _writer;

    public GitRepository(string path, string commonDirectory, bool isBare, SemaphoreSlim writer)
    {
        Path = path;
        CommonDirectory = commonDirectory;
        IsBare = isBare;
        _writer = writer;
    }

    /// <summary>The top of the person's checkout, or the bare directory.</summary>
    public string Path { get; }

    /// <summary>The directory that all worktrees of this repository share.</summary>
    public string CommonDirectory { get; }

    public bool IsBare { get; }

    /// <summary>
    /// The one queue of writers: worktrees are added and removed and targets are moved one at a time, in the order of
    /// asking, because git's own locks make parallel writers fail instead of wait. Not re-entrant.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken ct)
    {
        await _writer.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await write(ct).ConfigureAwait(false);
        }
        finally
        {
            _writer.Release();
        }
    }

    public GitCommand Git(params string[] arguments) => new(Path, arguments);
}
