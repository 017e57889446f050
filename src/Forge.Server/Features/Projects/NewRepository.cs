using Forge.Core.Domain;
using Forge.Core.Git;

namespace Forge.Server.Features.Projects;

/// <summary>Makes a repository for a project that has none: with a first commit, so that worktrees can be cut from it.</summary>
internal static class NewRepository
{
    /// <exception cref="RuleBroken">There is something at the path already, or it cannot be made.</exception>
    public static async Task MakeAsync(string path, CancellationToken ct)
    {
        if (!Path.IsPathFullyQualified(path))
            throw RuleBroken.Invalid("git_repo_path: give an absolute path");
        if (
            Path.Exists(path)
            && (!Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).Any())
        )
            throw RuleBroken.Conflict(
                $"{path} is not empty; use_existing_repo takes a repository that is there"
            );
        MakeDirectory(path);
        await Run(path, ct, "init", "--initial-branch=main").ConfigureAwait(false);
        var name = await GitCommand
            .In(path, "config", "user.email")
            .RunAsync(ct)
            .ConfigureAwait(false);
        string[] identity = name.Ok
            ? []
            : ["-c", "user.name=Forge", "-c", "user.email=forge@localhost"];
        await Run(path, ct, [.. identity, "commit", "--allow-empty", "-m", "Start"])
            .ConfigureAwait(false);
    }

    private static void MakeDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw RuleBroken.Invalid(
                $"git_repo_path: {path} cannot be made ({error.Message.TrimEnd('.')}). Give a path that may be written."
            );
        }
    }

    private static Task Run(string path, CancellationToken ct, params string[] arguments) =>
        GitCommand.In(path, arguments).TextAsync(ct);
}
