using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Forge.Server.Tests.Crash;

/// <summary>What a power cut does to files that were being written: to those that had been synced it does nothing.</summary>
internal sealed record PowerCutDamage(string Name, Action<PowerCutGround> Do)
{
    private const int LogHeader = 32;
    private const int FrameHeader = 24;

    // Each harms sessions that have nothing to do with each other, so that few starts try many things.
    public static IReadOnlyList<PowerCutDamage> All { get; } =
    [
        new("torn frame behind the write-ahead log's end; nothing else was torn", TearNextFrame),
        new(
            "output and input cut, conversations empty or zeros",
            g =>
            {
                Cut(g, g.Working, "out.log", zeros: false);
                Cut(g, g.Queueing, "in.log", zeros: false);
                SpoilConversations(g);
            }
        ),
        new(
            "output and input end in zeros, so does a worktree's index",
            g =>
            {
                Cut(g, g.Working, "out.log", zeros: true);
                Cut(g, g.Queueing, "in.log", zeros: true);
                SpoilWorktree(g);
            }
        ),
        new(
            "index cut, names of agents empty, files left half made",
            g =>
            {
                Cut(g, g.Working, "index", zeros: false);
                EmptyNames(g);
                LeaveHalfMade(g);
            }
        ),
        new(
            "index ends in zeros, and so does the output",
            g =>
            {
                Cut(g, g.Working, "index", zeros: true);
                Cut(g, g.Queueing, "index", zeros: true);
                Cut(g, g.Queueing, "out.log", zeros: true);
            }
        ),
    ];

    /// <summary>Where each frame of the write-ahead log ends.</summary>
    public static List<long> Frames(PowerCutGround ground)
    {
        var bytes = File.ReadAllBytes(LogPath(ground));
        var page = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
        List<long> ends = [];
        for (long end = LogHeader; end <= bytes.Length; end += FrameHeader + page)
            ends.Add(end);
        return ends;
    }

    /// <summary>Cuts the write-ahead log, or fills it with zeros from there; returns how many events stand before the cut.</summary>
    public static long CutLog(PowerCutGround ground, long at, bool zeros)
    {
        var bytes = File.ReadAllBytes(LogPath(ground));
        if (zeros)
            bytes.AsSpan((int)Math.Min(at, bytes.Length)).Clear();
        else
            bytes = bytes[..(int)Math.Min(at, bytes.Length)];
        File.WriteAllBytes(LogPath(ground), bytes);
        File.Delete(Path.Combine(ground.Crash.Place.State, "forge.db-shm"));
        // Another reader of the same bytes tells what is committed in them.
        var copy = ground.Crash.Place.At("copy");
        Directory.CreateDirectory(copy);
        foreach (var name in new[] { "forge.db", "forge.db-wal" })
            File.Copy(Path.Combine(ground.Crash.Place.State, name), Path.Combine(copy, name), true);
        File.Delete(Path.Combine(copy, "forge.db-shm"));
        using var db = new SqliteConnection(
            $"Data Source={Path.Combine(copy, "forge.db")};Pooling=False"
        );
        db.Open();
        using var count = db.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'events'";
        if ((long)count.ExecuteScalar()! == 0)
            return 0;
        count.CommandText = "SELECT COUNT(*) FROM events";
        return (long)count.ExecuteScalar()!;
    }

    private static string LogPath(PowerCutGround ground) =>
        Path.Combine(ground.Crash.Place.State, "forge.db-wal");

    private static void TearNextFrame(PowerCutGround ground)
    {
        using var log = new FileStream(LogPath(ground), FileMode.Append);
        var torn = new byte[ground.Random.Next(1, 4_000)];
        ground.Random.NextBytes(torn);
        log.Write(torn);
    }

    private static void Cut(PowerCutGround ground, string session, string name, bool zeros)
    {
        var path = Path.Combine(session, name);
        var bytes = File.ReadAllBytes(path);
        // The head of the index was written durably, when it was made.
        var least = name == "index" ? 32 : 0;
        var at = ground.Random.Next(least, bytes.Length);
        if (zeros)
            bytes.AsSpan(at).Clear();
        else
            bytes = bytes[..at];
        File.WriteAllBytes(path, bytes);
    }

    private static void EmptyNames(PowerCutGround ground)
    {
        // The recorder's name is synced before the start is told; the agent's is not.
        File.WriteAllText(Path.Combine(ground.Working, "pid"), "");
        File.WriteAllText(Path.Combine(ground.Queueing, "pid"), "");
    }

    /// <summary>Names of files are there, their content is not: nothing of it was synced before somebody was told of the start.</summary>
    public static void LoseStart(PowerCutGround ground)
    {
        foreach (var name in new[] { "pid", "index", "turn-0.patches", "turn-1.patches" })
            File.Delete(Path.Combine(ground.Working, name));
        foreach (var name in new[] { "spec.json", "in.log", "out.log", "err.log", "wrapper" })
            File.WriteAllText(Path.Combine(ground.Working, name), "");
    }

    private static void SpoilConversations(PowerCutGround ground)
    {
        foreach (var done in Directory.GetFiles(ground.Done, "turn-*.patches"))
            File.WriteAllBytes(done, new byte[new FileInfo(done).Length]);
        var turns = Directory.GetFiles(ground.Talk, "turn-*.patches").Order().ToList();
        turns.Count.ShouldBeGreaterThanOrEqualTo(2);
        File.WriteAllText(turns[0], "");
        File.WriteAllBytes(turns[1], new byte[new FileInfo(turns[1]).Length]);
    }

    private static void SpoilWorktree(PowerCutGround ground)
    {
        var worktree = ground.WorktreeOf(ground.Talk);
        var git = File.ReadAllText(Path.Combine(worktree, ".git")).Trim()["gitdir: ".Length..];
        var index = Path.Combine(git, "index");
        File.WriteAllBytes(index, new byte[new FileInfo(index).Length]);
    }

    private static void LeaveHalfMade(PowerCutGround ground)
    {
        var state = ground.Crash.Place.State;
        var half = Directory.CreateDirectory(
            Path.Combine(state, "sessions", $".new-{Guid.NewGuid():D}")
        );
        File.WriteAllText(Path.Combine(half.FullName, "spec.json"), "{\"comm");
        File.WriteAllText(Path.Combine(state, ".token.0123.tmp"), "12");
        File.WriteAllText(Path.Combine(state, "server.json"), "{\"url\":");
        File.WriteAllText(Path.Combine(ground.Talk, ".eof.0123.tmp"), "");
        File.WriteAllText(Path.Combine(ground.Working, "exit.tmp"), "0\n");
    }
}
