namespace Forge.Cli.Plans;

/// <summary>Hashes as people read them.</summary>
internal static class Commits
{
    private const int Enough = 10;
    private const string Algorithm = "sha256:";

    public static string Short(string commit) => commit[..Math.Min(Enough, commit.Length)];

    /// <summary><c>sha256:3f2a91b0c1…</c>: enough to tell two apart; scripts take the whole from <c>--json</c>.</summary>
    public static string Digest(string digest) =>
        digest.StartsWith(Algorithm, StringComparison.Ordinal)
            ? $"{Algorithm}{Short(digest[Algorithm.Length..])}…"
            : digest;
}
