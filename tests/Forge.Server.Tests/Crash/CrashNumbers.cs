using System.Globalization;

namespace Forge.Server.Tests.Crash;

/// <summary>How long and how hard a crash run is. In ./test it is short; <c>bench/crash</c> sets other numbers.</summary>
/// <param name="Keep">Where the state of a run that failed is copied to; null: nowhere.</param>
/// <param name="Progress">A file that gets a line after each round; null: nobody watches.</param>
internal sealed record CrashNumbers(
    int Rounds,
    int Sessions,
    int Seed,
    string? Keep,
    string? Progress
)
{
    /// <summary>Two of five are agents in a conversation, the others run a command.</summary>
    public int Talks => Sessions * 2 / 5;

    /// <summary>How long one run may take at most. A short test must not wait long for the last of them.</summary>
    public TimeSpan Longest => TimeSpan.FromSeconds(Rounds > 10 ? 24 : 6);

    public static CrashNumbers Read() =>
        new(
            Number("FORGE_CRASH_ROUNDS", 5),
            Number("FORGE_CRASH_SESSIONS", 10),
            Number("FORGE_TEST_SEED", Environment.TickCount & int.MaxValue),
            Environment.GetEnvironmentVariable("FORGE_CRASH_KEEP"),
            Environment.GetEnvironmentVariable("FORGE_CRASH_PROGRESS")
        );

    public void Say(string line)
    {
        if (Progress is not null)
            File.AppendAllText(Progress, line + "\n");
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : otherwise;
}
