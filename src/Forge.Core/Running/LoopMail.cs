using System.Threading.Channels;

namespace Forge.Core.Running;

/// <summary>What others want of a loop that owns one state: done in it, one thing after the other. Bounded; who posts too much waits.</summary>
internal sealed class LoopMail(CancellationToken stopping)
{
    private readonly Channel<Func<Task>> _mail = Channel.CreateBounded<Func<Task>>(
        new BoundedChannelOptions(256)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        }
    );

    public bool IsEmpty => _mail.Reader.Count == 0;

    /// <summary>The loop itself; it ends with the server.</summary>
    /// <param name="guard">Runs one piece of work and writes down what goes wrong in it.</param>
    public async Task ReadAsync(Func<Func<Task>, Task> guard)
    {
        try
        {
            await foreach (var work in _mail.Reader.ReadAllAsync(stopping).ConfigureAwait(false))
                await guard(work).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    public Task PostAsync(Func<Task> work) => _mail.Writer.WriteAsync(work, stopping).AsTask();

    /// <summary>Does something in the loop and returns what it found.</summary>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<T>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        await PostAsync(async () =>
            {
                try
                {
                    answer.TrySetResult(await ask(stopping).ConfigureAwait(false));
                }
#pragma warning disable CA1031 // The one who asked gets whatever went wrong.
                catch (Exception error)
                {
                    answer.TrySetException(error);
                }
#pragma warning restore CA1031
            })
            .ConfigureAwait(false);
        return await answer.Task.WaitAsync(ct).ConfigureAwait(false);
    }
}
