namespace Forge.Core.Store;

/// <summary>One write that was asked for: it waits, then is run, then is answered; or is given up while it waits.</summary>
internal abstract class PendingWrite
{
    private int _begun;

    /// <summary>False when it was given up, or another has begun it.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _begun, 1) == 0;

    /// <summary>Does it within an open transaction; nobody is told yet.</summary>
    public abstract void Run(Writing writing);

    /// <summary>The transaction is on the disk. Without effect on one that has failed.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception error);
}

internal sealed class PendingWrite<T> : PendingWrite
{
    private readonly Func<Writing, T> _write;
    private readonly CancellationTokenRegistration _giveUp;
    private readonly TaskCompletionSource<T> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private T _result = default!;

    public PendingWrite(Func<Writing, T> write, CancellationToken ct)
    {
        _write = write;
        _giveUp = ct.UnsafeRegister(
            _ =>
            {
                if (TryBegin())
                    _answer.TrySetCanceled(ct);
            },
            null
        );
    }

    public Task<T> Answer => _answer.Task;

    public override void Run(Writing writing) => _result = _write(writing);

    public override void Succeed()
    {
        _giveUp.Dispose();
        _answer.TrySetResult(_result);
    }

    public override void Fail(Exception error)
    {
        _giveUp.Dispose();
        _answer.TrySetException(error);
    }
}
