namespace Forge.Core.Executors.ClaudeCode;

/// <summary>Shows paths as seen from the worktree.</summary>
internal sealed class ClaudePaths(string worktree)
{
    private readonly List<string> _roots = [worktree.TrimEnd('/')];

    /// <summary>Where Claude says it works: the same place by another name, when links are on the way.</summary>
    public void AlsoKnownAs(string? directory)
    {
        if (
            directory is ['/', _, ..]
            && !_roots.Contains(directory.TrimEnd('/'))
            && _roots.Count < 3
        )
            _roots.Add(directory.TrimEnd('/'));
    }

    public string Shown(string path)
    {
        foreach (var root in _roots)
        {
            if (path == root)
                return ".";
            if (path.StartsWith(root + "/", StringComparison.Ordinal))
                return path[(root.Length + 1)..];
        }
        return path;
    }

    /// <summary>The path from the worktree; null when it lies elsewhere.</summary>
    public string? Inside(string path)
    {
        var shown = Shown(path);
        return shown is ['/' or '~', ..] || shown.Split('/').Contains("..") ? null : shown;
    }
}
