using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Core.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Core.Tests.Running;

public sealed class TokensTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HandClock _time = new();
    private readonly Database _db;

    public TokensTests() =>
        _db = new Database(new SqliteFile(_folder.At("forge.db")), _time, _folder.At("backups"));

    public void Dispose()
    {
        _db.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_counts_until_it_is_revoked_also_for_the_next_server()
    {
        var tokens = Open();
        var made = await tokens.CreateAsync("ci", Role.Viewer, null, null, default);
        var found = tokens.Find(made.Text)!;
        found.Grant.ShouldBe(made.Grant);
        Open().Find(made.Text)!.Grant.Id.ShouldBe(made.Grant.Id);
        tokens.Find(made.Text[..^1] + (made.Text[^1] == '0' ? '1' : '0')).ShouldBeNull();
        var ended = found.Ended;
        await tokens.RevokeAsync(made.Grant.Id, default);
        ended.IsCancellationRequested.ShouldBeTrue("streams end with it");
        tokens.Find(made.Text).ShouldBeNull();
        Open().Find(made.Text).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_that_expires_counts_to_the_second()
    {
        var tokens = Open();
        var made = await tokens.CreateAsync(
            "a day",
            Role.Operator,
            null,
            _time.GetUtcNow().AddDays(1),
            default
        );
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        tokens.Find(made.Text).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        tokens.Find(made.Text).ShouldBeNull();
        // Its name is free again.
        await tokens.CreateAsync("a day", Role.Viewer, null, null, default);
    }

    [Fact]
    public async Task Two_tokens_that_count_have_two_names()
    {
        var tokens = Open();
        var first = await tokens.CreateAsync("ci", Role.Viewer, null, null, default);
        (
            await Should.ThrowAsync<RuleBroken>(() =>
                tokens.CreateAsync("ci", Role.Operator, null, null, default)
            )
        ).Rule.ShouldBe(Rule.Conflict);
        await tokens.RevokeAsync(first.Grant.Id, default);
        await tokens.CreateAsync("ci", Role.Operator, null, null, default);
    }

    [Fact]
    public async Task An_agents_token_is_for_an_attempt_that_exists() =>
        (
            await Should.ThrowAsync<RuleBroken>(() =>
                Open().CreateAsync("x", Role.Agent, Guid.NewGuid(), null, default)
            )
        ).Rule.ShouldBe(Rule.NotFound);

    [Fact]
    public async Task That_it_was_used_is_written_at_most_once_a_minute()
    {
        var tokens = Open();
        var made = await tokens.CreateAsync("ci", Role.Viewer, null, null, default);
        var first = _time.GetUtcNow();
        tokens.Find(made.Text);
        await UsedAsync(made, first);
        _time.Advance(TimeSpan.FromSeconds(59));
        for (var i = 0; i < 100; i++)
            tokens.Find(made.Text)!.IsToBeNoted(_time.GetUtcNow()).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        tokens.Find(made.Text);
        await UsedAsync(made, first.AddMinutes(1));
    }

    [Fact]
    public async Task Of_what_was_refused_the_newest_are_kept()
    {
        var refusals = new Refusals(_db, NullLogger<Refusals>.Instance);
        var attempt = Guid.NewGuid();
        var who = new AccessGrant
        {
            Id = Guid.NewGuid(),
            Name = "n",
            Role = Role.Agent,
            AttemptId = attempt,
        };
        await refusals.NoteAsync(who, "POST", "/first");
        await _db.WriteAsync(
            w =>
            {
                for (var i = 0; i < RefusalRows.Kept - 1; i++)
                    RefusalRows.Insert(w, Tried(who, "/x"));
            },
            default
        );
        Paths(attempt)[0].ShouldBe("/first");
        Paths(attempt).Count.ShouldBe(RefusalRows.Kept);
        await refusals.NoteAsync(who, "POST", "/" + new string('p', 5_000));
        Paths(attempt).Count.ShouldBe(RefusalRows.Kept);
        Paths(attempt)[0].ShouldBe("/x");
        Paths(attempt)[^1].Length.ShouldBeLessThan(400);
        _db.Read(d => RefusalRows.OfAttempt(d, Guid.NewGuid())).ShouldBeEmpty();
    }

    private static Refusal Tried(AccessGrant who, string path) =>
        new()
        {
            TokenId = who.Id,
            Role = who.Role,
            AttemptId = who.AttemptId,
            Method = "POST",
            Path = path,
        };

    private List<string> Paths(Guid attempt) =>
        [.. _db.Read(d => RefusalRows.OfAttempt(d, attempt)).Select(r => r.Path)];

    private Tokens Open() => new(_db, _time, NullLogger<Tokens>.Instance);

    // It is written beside the request that used it.
    private async Task UsedAsync(NewToken token, DateTimeOffset at)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (_db.Read(d => TokenRows.Find(d, token.Grant.Id))!.LastUsedAt != at)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
    }

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan time) => _now += time;
    }
}
