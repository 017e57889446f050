using System.Collections.Concurrent;
using System.Data.Common;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>A token on its way to whom it is for: the only moment at which its text is known.</summary>
internal sealed record NewToken(AccessGrant Grant, string Text);

/// <summary>
/// The tokens that count. All of them are in memory, by their hash, so that a request costs no look into the database; the
/// one server keeps both in step: first the row, then the memory.
/// </summary>
internal sealed partial class Tokens(Database database, TimeProvider time, ILogger<Tokens> log)
{
    private readonly Lock _loading = new();
    private ConcurrentDictionary<string, LiveToken>? _live;

    // Not before somebody asks: a start that needs no token does not wait for it. Whoever changes rows asks for it first or
    // afterwards, and never meets one that is still being read.
    private ConcurrentDictionary<string, LiveToken> Live
    {
        get
        {
            if (Volatile.Read(ref _live) is { } live)
                return live;
            lock (_loading)
                return _live ??= Load(database);
        }
    }

    /// <summary>What the text may do; null for one that is not known, was revoked or is over.</summary>
    public LiveToken? Find(string text)
    {
        var now = time.GetUtcNow();
        if (
            !TokenText.Looks(text)
            || !Live.TryGetValue(TokenText.Hash(text), out var token)
            || token.Grant.Expired(now)
        )
            return null;
        if (token.IsToBeNoted(now))
            _ = Task.Run(() => NoteUseAsync(token.Grant.Id));
        return token;
    }

    /// <summary>Makes one that a person hands out.</summary>
    /// <exception cref="RuleBroken">The name is taken, the attempt is gone, or the fields do not fit together.</exception>
    public async Task<NewToken> CreateAsync(
        string? name,
        Role role,
        Guid? attempt,
        DateTimeOffset? expires,
        CancellationToken ct
    )
    {
        var now = database.Now;
        var token = New(
            new AccessGrant
            {
                Id = Guid.NewGuid(),
                Name = AccessDecisions.Name(name, role, attempt, expires, now),
                Role = role,
                AttemptId = attempt,
                CreatedAt = now,
                ExpiresAt = expires,
            }
        );
        await database.WriteAsync(w => Insert(w, token), ct).ConfigureAwait(false);
        Know(token);
        // Its attempt may have been discarded between the row and the memory.
        if (database.Read(db => TokenRows.Find(db, token.Grant.Id)) is not { RevokedAt: null })
            await DropAsync(g => g.Id == token.Grant.Id).ConfigureAwait(false);
        return token;
    }

    /// <summary>One for what a session runs. <see cref="TokenRows.Insert"/> it with the session's row, then <see cref="Know"/> it.</summary>
    public static NewToken ForSession(AgentSession session) =>
        New(
            new AccessGrant
            {
                Id = Guid.NewGuid(),
                Name = $"session {session.Id}",
                Role = Role.Agent,
                AttemptId = session.AttemptId,
                SessionId = session.Id,
                CreatedAt = session.CreatedAt,
            }
        );

    /// <summary>Takes one into the set whose row is written.</summary>
    public void Know(NewToken token) =>
        Live[TokenText.Hash(token.Text)] = new LiveToken(token.Grant);

    /// <summary>From now on it opens nothing, and what it had opened ends.</summary>
    public async Task RevokeAsync(Guid id, CancellationToken ct)
    {
        await database.WriteAsync(w => TokenRows.Revoke(w, id), ct).ConfigureAwait(false);
        await DropAsync(g => g.Id == id).ConfigureAwait(false);
    }

    /// <summary>The memory's part where <see cref="SessionRows.Close"/> did the rows'.</summary>
    public Task SessionEndedAsync(Guid session) => DropAsync(g => g.SessionId == session);

    /// <summary>The memory's part where <see cref="TokenRows.RevokeOfAttempt"/> did the rows'.</summary>
    public Task AttemptEndedAsync(Guid attempt) => DropAsync(g => g.AttemptId == attempt);

    private async Task DropAsync(Func<AccessGrant, bool> goes)
    {
        foreach (var (hash, token) in Live.Where(t => goes(t.Value.Grant)))
            if (Live.TryRemove(hash, out _))
                await token.EndAsync().ConfigureAwait(false);
    }

    private static NewToken New(AccessGrant grant) => new(grant, TokenText.New(grant.Role));

    private void Insert(Writing w, NewToken token)
    {
        var grant = token.Grant;
        if (TokenRows.NameTaken(w.Db, grant.Name, w.Now))
            throw RuleBroken.Conflict(
                $"There is a token '{grant.Name}' already. Revoke it first, or give this one another name."
            );
        if (grant.AttemptId is { } id)
        {
            var attempt =
                AttemptRows.Find(w.Db, id) ?? throw MissingRow.Of(database, "attempt", id);
            if (attempt.Stage == AttemptStage.Discarded)
                throw RuleBroken.Conflict(
                    $"Attempt {id} was discarded; nobody works on it any more"
                );
        }
        TokenRows.Insert(w, grant, TokenText.Hash(token.Text));
    }

    private static ConcurrentDictionary<string, LiveToken> Load(Database database) =>
        new(
            database
                .Read(TokenRows.Live)
                .Select(t => KeyValuePair.Create(t.Hash, new LiveToken(t.Grant)))
        );

    private async Task NoteUseAsync(Guid id)
    {
        try
        {
            await database
                .WriteAsync(w => TokenRows.Use(w, id), CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is DbException or IOException or InvalidOperationException)
        {
            // On a full disk, or while the server ends: when a token was used is worth no more than a line.
            LogNotNoted(log, error, id);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "That token {Token} was used could not be written down"
    )]
    private static partial void LogNotNoted(ILogger log, Exception error, Guid token);
}
