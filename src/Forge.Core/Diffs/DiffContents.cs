using System.Globalization;
using System.Text;
using Forge.Core.Git;

namespace Forge.Core.Diffs;

/// <summary>Loads the contents of changed files out of git's store, all of one page with two calls.</summary>
internal static class DiffContents
{
    /// <summary>A file with more bytes than this is shown by its counts only.</summary>
    public const long Most = 1 << 20;

    /// <summary>Of one page together: an agent that leaves fifty thousand files must not fill the server's memory.</summary>
    public const long MostTogether = 32 << 20;

    /// <param name="objects">A store of a live diff besides the repository's own.</param>
    public static async Task<IReadOnlyList<FileDiff>> LoadAsync(
        string path,
        string? objects,
        IReadOnlyList<DiffEntry> entries,
        CancellationToken ct
    )
    {
        var wanted = entries.Where(entry => !entry.IsBinary).SelectMany(Blobs).Distinct().ToList();
        var git = new GitCommand(path, []) { ObjectDirectory = objects };
        var sizes = await SizesAsync(git, wanted, ct).ConfigureAwait(false);
        var shown = Shown(entries, sizes);
        var texts = await TextsAsync(git, [.. shown.SelectMany(Blobs).Distinct()], ct)
            .ConfigureAwait(false);
        return
        [
            .. entries.Select(entry =>
                shown.Contains(entry) || entry.IsBinary
                    ? Filled(entry, texts)
                    : FileDiff.WithoutContent(entry)
            ),
        ];
    }

    /// <summary>Those that are small enough, as long as all of them together are.</summary>
    private static HashSet<DiffEntry> Shown(
        IReadOnlyList<DiffEntry> entries,
        Dictionary<string, long> sizes
    )
    {
        var shown = new HashSet<DiffEntry>(ReferenceEqualityComparer.Instance);
        var room = MostTogether;
        foreach (var entry in entries.Where(entry => !entry.IsBinary))
        {
            var own = Blobs(entry).Select(blob => sizes.GetValueOrDefault(blob, Most + 1)).ToList();
            if (own.Exists(size => size > Most) || own.Sum() > room)
                continue;
            room -= own.Sum();
            shown.Add(entry);
        }
        return shown;
    }

    private static FileDiff Filled(DiffEntry entry, Dictionary<string, string> texts)
    {
        var bare = FileDiff.WithoutContent(entry);
        if (entry.IsBinary)
            return bare with { ContentOmitted = false };
        if (Blobs(entry).Any(blob => !texts.ContainsKey(blob)))
            return bare;
        return bare with
        {
            ContentOmitted = false,
            OldContent = entry.OldPath is null ? null : Text(entry.Old, texts),
            NewContent = entry.NewPath is null ? null : Text(entry.New, texts),
        };
    }

    private static string Text(DiffBlob blob, Dictionary<string, string> texts) =>
        blob.IsLink ? $"Subproject commit {blob.Oid}\n" : texts[blob.Oid];

    private static IEnumerable<string> Blobs(DiffEntry entry)
    {
        if (entry.OldPath is not null && !entry.Old.IsLink)
            yield return entry.Old.Oid;
        if (entry.NewPath is not null && !entry.New.IsLink)
            yield return entry.New.Oid;
    }

    /// <summary>Bytes of each; one that is missing is not named.</summary>
    private static async Task<Dictionary<string, long>> SizesAsync(
        GitCommand git,
        List<string> wanted,
        CancellationToken ct
    )
    {
        if (wanted.Count == 0)
            return [];
        var asked = git with { Arguments = ["cat-file", "--batch-check"] };
        var text = await asked.Saying(Lines(wanted)).TextAsync(ct).ConfigureAwait(false);
        return text.Split('\n')
            .Select(line => line.Split(' '))
            .Where(parts => parts.Length == 3)
            .ToDictionary(
                parts => parts[0],
                parts => long.Parse(parts[2], CultureInfo.InvariantCulture)
            );
    }

    private static async Task<Dictionary<string, string>> TextsAsync(
        GitCommand git,
        List<string> small,
        CancellationToken ct
    )
    {
        var texts = new Dictionary<string, string>();
        if (small.Count == 0)
            return texts;
        var asked = git with { Arguments = ["cat-file", "--batch"] };
        var result = await asked.Saying(Lines(small)).CheckAsync(ct).ConfigureAwait(false);
        Read(result.OutputBytes, texts);
        return texts;
    }

    /// <summary>Records of <c>oid type size LF content LF</c>; a missing one has no content.</summary>
    private static void Read(ReadOnlySpan<byte> output, Dictionary<string, string> texts)
    {
        while (output.Length > 0)
        {
            var end = output.IndexOf((byte)'\n');
            var head = Encoding.ASCII.GetString(output[..end]).Split(' ');
            output = output[(end + 1)..];
            if (head.Length != 3)
                continue;
            var size = int.Parse(head[2], CultureInfo.InvariantCulture);
            texts[head[0]] = Encoding.UTF8.GetString(output[..size]);
            output = output[(size + 1)..];
        }
    }

    private static string Lines(List<string> oids) => string.Concat(oids.Select(oid => oid + '\n'));
}
