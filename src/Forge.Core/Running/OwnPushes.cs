using System.Collections.Concurrent;

namespace Forge.Core.Running;

/// <summary>Branches that Forge pushed because a person asked it to: git's own log says only that somebody did.</summary>
internal sealed class OwnPushes(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new();

    /// <summary>Before the push.</summary>
    public void Note(string branch) => _asked[branch] = time.GetUtcNow();

    /// <param name="remoteRef">Such as <c>refs/remotes/origin/forge/1a2b-words</c>.</param>
    public bool Has(string remoteRef, DateTimeOffset since) =>
        _asked.Any(one =>
            one.Value >= since && remoteRef.EndsWith("/" + one.Key, StringComparison.Ordinal)
        );
}
