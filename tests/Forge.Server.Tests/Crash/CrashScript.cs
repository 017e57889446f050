using System.Text;

namespace Forge.Server.Tests.Crash;

/// <summary>A command that writes a known text in bursts, then a file, and ends with a known code.</summary>
internal sealed record CrashScript(
    string Name,
    int Bursts,
    int Lines,
    int RemarkEvery,
    double Pause,
    int Code
)
{
    public string File => $"{Name}.txt";

    public static CrashScript Random(string name, Random random, TimeSpan longest)
    {
        var pause = random.Next(5, 60) / 100.0;
        return new(
            name,
            (int)Math.Ceiling(longest.TotalSeconds * random.NextDouble() / pause),
            random.Next(3) == 0 ? random.Next(50, 200) : random.Next(1, 12),
            random.Next(1, 7),
            pause,
            random.Next(3) == 0 ? random.Next(1, 100) : 0
        );
    }

    public TimeSpan Duration => TimeSpan.FromSeconds(Bursts * Pause);

    public string Command =>
        FormattableString.Invariant(
            $$"""
            b=0; i=0
            while [ $b -lt {{Bursts}} ]; do
              b=$((b+1)); l=0
              while [ $l -lt {{Lines}} ]; do
                echo "{{Name}} line $i"; [ $((i % {{RemarkEvery}})) -ne 0 ] || echo "{{Name}} remark $i" >&2
                l=$((l+1)); i=$((i+1))
              done
              sleep {{Pause}}
            done
            echo {{Name}} >{{File}}; exit {{Code}}
            """
        );

    /// <summary>All that it writes when nobody breaks it off.</summary>
    public (string Out, string Err) Written()
    {
        var (lines, remarks) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < Bursts * Lines; i++)
        {
            lines.Append($"{Name} line {i}\n");
            if (i % RemarkEvery == 0)
                remarks.Append($"{Name} remark {i}\n");
        }
        return (lines.ToString(), remarks.ToString());
    }
}
