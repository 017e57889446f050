using System.Net;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using Xunit.Abstractions;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>
/// The power goes while agents work; what had not come to the disk is cut, torn or zero. Every server that starts on what
/// is left has all that was answered, mends or names the rest, and works.
/// </summary>
public sealed class PowerCut(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_a_power_cut_leaves_of_the_files_a_server_starts_and_has_what_was_answered()
    {
        var seed = Environment.TickCount & int.MaxValue;
        if (int.TryParse(Environment.GetEnvironmentVariable("FORGE_TEST_SEED"), out var wanted))
            seed = wanted;
        output.WriteLine($"FORGE_TEST_SEED={seed}");
        await using var ground = await PowerCutGround.StartAsync(new Random(seed));
        foreach (var cut in PowerCutDamage.All)
        {
            output.WriteLine(cut.Name);
            await ground.RestoreAsync();
            cut.Do(ground);
            try
            {
                await ground.Crash.ComeBackAsync();
                await ground.CheckAsync();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"FORGE_TEST_SEED={seed}, {cut.Name}: {error.Message}\n{ground.Crash.Server.Log}",
                    error
                );
            }
        }
    }

    [Fact]
    public async Task A_start_that_was_not_told_yet_and_did_not_come_to_the_disk_is_made_again()
    {
        await using var ground = await PowerCutGround.StartAsync(new Random(1));
        await ground.RestoreAsync();
        PowerCutDamage.LoseStart(ground);
        await ground.Crash.ComeBackAsync();
        await ground.CheckStartedAgainAsync();
    }

    [Fact]
    public async Task Wherever_the_write_ahead_log_is_cut_the_rows_before_it_are_there()
    {
        var seed = Environment.TickCount & int.MaxValue;
        if (int.TryParse(Environment.GetEnvironmentVariable("FORGE_TEST_SEED"), out var wanted))
            seed = wanted;
        output.WriteLine($"FORGE_TEST_SEED={seed}");
        var random = new Random(seed);
        await using var ground = await PowerCutGround.StartAsync(random);
        var frames = PowerCutDamage.Frames(ground);
        frames.Count.ShouldBeGreaterThan(20);
        for (var i = 0; i < 4; i++)
        {
            await ground.RestoreAsync();
            var at = frames[random.Next(frames.Count)] + (i % 2 == 0 ? 0 : random.Next(1, 4_000));
            output.WriteLine($"cut at {at}");
            var events = PowerCutDamage.CutLog(ground, at, zeros: i % 4 > 1);
            await ground.Crash.ComeBackAsync();
            ground.Crash.Query<string>("PRAGMA integrity_check").ShouldBe(["ok"]);
            // What was committed before the cut is there, and the server goes on from it.
            ground
                .Crash.Query<long>("SELECT seq FROM events WHERE seq <= @id ORDER BY seq", events)
                .Count.ShouldBe((int)events);
            (await ground.Crash.Http.ReadAsync("/api/projects")).Status.ShouldBe(HttpStatusCode.OK);
            ground.Crash.Server.Log.ShouldNotContain("fail: ");
        }
    }

    [Theory]
    [InlineData("config.json", "{\"theme\":", "cannot be used")]
    [InlineData("profiles.json", "{\"executors\":", "cannot be used")]
    [InlineData(
        "forge.db",
        "not a database, but long enough to be looked at by one who reads",
        "is damaged"
    )]
    public async Task A_file_that_cannot_be_mended_is_named_with_what_to_do(
        string name,
        string content,
        string words
    )
    {
        using var place = new Place();
        Directory.CreateDirectory(place.State);
        await File.WriteAllTextAsync(Path.Combine(place.State, name), content);
        var refused = await Should.ThrowAsync<InvalidOperationException>(() =>
            RunningServer.StartAsync(place)
        );
        refused.Message.ShouldStartWith("The server ended with 3:");
        refused.Message.ShouldContain(Path.Combine(place.State, name));
        refused.Message.ShouldContain(words);
        refused.Message.ShouldContain("ove it away");
        refused.Message.ShouldNotContain("   at ");
        (await File.ReadAllTextAsync(Path.Combine(place.State, name))).ShouldBe(content);
    }

    [Fact]
    public async Task A_token_that_lost_its_content_lets_nobody_in_and_is_made_anew()
    {
        await using var ground = await CrashGround.StartAsync();
        var old = ground.Server.Token;
        await ground.Server.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(ground.Place.State, "token"), "");
        await ground.ComeBackAsync();
        ground.Server.Token.Length.ShouldBe(old.Length);
        ground.Server.Token.ShouldNotBe(old);
        (await ground.Http.ReadAsync("/api/projects")).Status.ShouldBe(HttpStatusCode.OK);
        using var stranger = ground.Server.Http(withToken: false);
        stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer ");
        (await stranger.ReadAsync("/api/projects")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
