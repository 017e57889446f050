using Forge.Core.Domain;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Git;

internal abstract record PushResult
{
    internal sealed record Pushed(string Remote) : PushResult;

    /// <param name="Text">Git's words, without credentials.</param>
    internal sealed record Rejected(string Text) : PushResult;

    internal sealed record NoRemote : PushResult;
}

/// <summary>Pushes one branch with the person's own credentials and hooks. Nothing but that branch ever goes out.</summary>
internal static class Pushing
{
    /// <param name="remote">Null takes <c>origin</c>, or the only one there is.</param>
    public static async Task<PushResult> PushAsync(
        GitRepository repo,
        string branch,
        string? remote,
        CancellationToken ct
    )
    {
        if (await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false) is null)
            throw RuleBroken.Conflict($"There is no local branch {branch}");
        var text = await repo.Git("remote").TextAsync(ct).ConfigureAwait(false);
        var remotes = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var chosen = Choose(remotes, remote);
        if (chosen is null)
            return new PushResult.NoRemote();
        // One full refspec: neither push.default nor a mirror setting can add the snapshots' refs to it.
        var push = repo.Git(
            "push",
            "--quiet",
            "--no-follow-tags",
            "--recurse-submodules=no",
            "--",
            chosen,
            $"refs/heads/{branch}:refs/heads/{branch}"
        ) with
        {
            Hooks = true,
            // It changes nothing here, may take minutes, and what it starts for passwords may stay: nobody waits for it.
            Variables = new Dictionary<string, string?> { [CommandMark.Variable] = null },
            Limit = TimeSpan.FromMinutes(10),
        };
        var result = await push.RunAsync(ct).ConfigureAwait(false);
        return result.Ok
            ? new PushResult.Pushed(chosen)
            : new PushResult.Rejected(Credentials.Mask(result.Error.Trim()));
    }

    private static string? Choose(string[] remotes, string? wanted)
    {
        if (wanted is not null)
            return remotes.FirstOrDefault(one => one == wanted);
        return remotes.FirstOrDefault(one => one == "origin")
            ?? (remotes.Length == 1 ? remotes[0] : null);
    }
}
