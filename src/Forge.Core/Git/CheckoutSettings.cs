using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Forge.Core.Git;

/// <summary>
/// The settings by which git decides what a checkout looks like. A worktree that was filled under other ones is not
/// what a new one would be.
/// </summary>
/// <param name="Mark">Equal for equal settings.</param>
/// <param name="MayPrepare">
/// False where a checkout depends on more than its commit: sparse checkouts differ from worktree to worktree, and a
/// filter may ask the time, the branch or a server. LFS does not: its content is named by the commit.
/// </param>
/// <param name="PlainRefs">False where files of refs get rights for a group.</param>
internal sealed record CheckoutSettings(string Mark, bool MayPrepare, bool PlainRefs)
{
    private static readonly string[] Deciding =
    [
        "core.autocrlf",
        "core.eol",
        "core.filemode",
        "core.symlinks",
        "core.attributesfile",
        "core.bigfilethreshold",
        "core.sparsecheckout",
        "core.sparsecheckoutcone",
        "core.splitindex",
        "index.version",
        "index.sparse",
    ];

    public static CheckoutSettings From(IReadOnlyList<(string Key, string Value)> settings)
    {
        var deciding = settings
            .Where(one => Deciding.Contains(one.Key) || IsFilter(one.Key))
            .ToList();
        var text = string.Join('\n', deciding.Select(one => $"{one.Key}={one.Value}"));
        var sparse = deciding.Any(one => one.Key == "core.sparsecheckout" && IsTrue(one.Value));
        var filtered = deciding.Any(one => IsFilter(one.Key) && !IsLfs(one.Key) && Writes(one.Key));
        var shared = settings.Any(one => one.Key == "core.sharedrepository");
        return new CheckoutSettings(Hash(text), !sparse && !filtered, !shared);
    }

    /// <summary>Which files say what a path's attributes are besides those in the tree; by size and time.</summary>
    public CheckoutSettings With(IEnumerable<string> files) =>
        this with
        {
            Mark = Hash($"{Mark}\n{string.Join('\n', files.Select(Stamp))}"),
        };

    public static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}"
            )
            : path;
    }

    private static bool IsFilter(string key) => key.StartsWith("filter.", StringComparison.Ordinal);

    private static bool IsLfs(string key) =>
        key.StartsWith("filter.lfs.", StringComparison.Ordinal);

    private static bool Writes(string key) =>
        key.EndsWith(".smudge", StringComparison.Ordinal)
        || key.EndsWith(".process", StringComparison.Ordinal);

    private static bool IsTrue(string value) =>
        value is "" || value.ToLowerInvariant() is "true" or "yes" or "on" or "1";

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
