using System.Security.Cryptography;
using System.Text;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Projects;
using Forge.Planning.Folders;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>The files that an approval is of, as they lie in the checkout.</summary>
internal static class ApprovedFiles
{
    /// <summary>Whether the plan's files in the checkout are other than those that were approved. One that is gone is no change.</summary>
    public static bool IsChanged(Plan plan, Project project, ForgePlan body)
    {
        var there = OwnPaths(body)
            .Select(path => (Path: path, Bytes: TryRead(project.GitRepoPath, path)))
            .Where(f => f.Bytes is not null)
            .ToDictionary(f => f.Path, f => f.Bytes!);
        return there.Count == OwnPaths(body).Count && DigestOf(there) != plan.Digest;
    }

    /// <exception cref="RuleBroken">One is gone, or leads out of the repository.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string root, ForgePlan plan)
    {
        var files = new Dictionary<string, byte[]>();
        foreach (var path in OwnPaths(plan))
        {
            if (!PlanFolder.IsInside(root, path))
                throw RuleBroken.Invalid($"{path} leads out of the repository");
            files[path] =
                TryRead(root, path) ?? throw RuleBroken.NotFound($"{path} cannot be read");
        }
        return files;
    }

    private static IReadOnlyList<string> OwnPaths(ForgePlan plan) =>
        [
            .. new[] { plan.Wish, plan.PlanFile }
                .Concat(plan.Groups.Select(g => g.TaskFile))
                .OfType<string>()
                .Where(p => !p.StartsWith("../", StringComparison.Ordinal))
                .Distinct(),
        ];

    private static byte[]? TryRead(string root, string path)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(root, path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static string DigestOf(IReadOnlyDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, bytes) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{bytes.Length}\0"));
            hash.AppendData(bytes);
        }
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
