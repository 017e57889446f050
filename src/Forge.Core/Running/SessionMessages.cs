using Forge.Core.Domain.Processes;
using Forge.Core.Sessions;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>
/// Everything that is said to one agent. A message is committed with its place in <c>in.log</c> before it is appended, so
/// that after a crash in between exactly the missing bytes are appended.
/// </summary>
internal sealed class SessionMessages(
    Database database,
    SessionHost host,
    SessionDirectory directory
) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly TaskCompletionSource _recovered = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private long _end;

    /// <summary>True when the agent got end of input: it hears nothing any more.</summary>
    public bool Ended { get; private set; } = File.Exists(directory.EndOfInput);

    /// <summary>Appends what a crash left out, and returns all messages in their order. Nothing new is said before.</summary>
    public IReadOnlyList<SentMessage> Recover()
    {
        var messages = database.Read(db => SessionRows.Messages(db, directory.Id));
        foreach (var message in messages)
            host.Send(directory, message.Position, message.Bytes);
        _end = messages.Count == 0 ? 0 : messages[^1].Position + messages[^1].Bytes.Length;
        // The ring after the end of input may be what the crash cut off.
        if (Ended)
            host.EndInput(directory);
        _recovered.TrySetResult();
        return messages;
    }

    /// <summary>Closes the agent's input, unless <paramref name="allowed"/> says no at the moment when nothing else is being said.</summary>
    public async Task EndAsync(Func<bool> allowed, CancellationToken ct)
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (Ended || !allowed())
                return;
            Ended = true;
            host.EndInput(directory);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <param name="also">Rows that belong to the message; written in its transaction.</param>
    /// <returns>False when the agent's input has ended: then nothing was written.</returns>
    public async Task<bool> SendAsync(
        byte[] bytes,
        string key,
        Action<Writing>? also,
        CancellationToken ct
    )
    {
        await _recovered.Task.WaitAsync(ct).ConfigureAwait(false);
        if (Ended)
            return false;
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (Ended)
                return false;
            var position = _end;
            await database
                .WriteAsync(
                    w =>
                    {
                        SessionRows.AddMessage(w, Message(position, bytes, key, w.Now));
                        also?.Invoke(w);
                    },
                    ct
                )
                .ConfigureAwait(false);
            _end = position + bytes.Length;
            host.Send(directory, position, bytes);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The session is over, or cannot be followed: nothing more can be said, and nobody waits to say it.</summary>
    public void Close()
    {
        Ended = true;
        _recovered.TrySetResult();
    }

    public void Dispose()
    {
        Close();
        _one.Dispose();
    }

    private SentMessage Message(long position, byte[] bytes, string key, DateTimeOffset now) =>
        new()
        {
            SessionId = directory.Id,
            Position = position,
            Bytes = bytes,
            Key = key,
            CreatedAt = now,
        };
}
