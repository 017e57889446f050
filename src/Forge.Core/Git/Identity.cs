namespace Forge.Core.Git;

/// <summary>Who Forge's commits are by: the person that git is configured for, or Forge where nobody is.</summary>
/// <param name="Variables">What to add to a committing call.</param>
/// <param name="Signs">Whether the repository wants signed commits.</param>
internal sealed record Identity(IReadOnlyDictionary<string, string?> Variables, bool Signs)
{
    public const string FallbackName = "Forge";
    public const string FallbackEmail = "forge@localhost";

    /// <summary>For commits that are nobody's work: snapshots.</summary>
    public static readonly IReadOnlyDictionary<string, string?> OfForge = Named(
        FallbackName,
        FallbackEmail
    );

    public static async Task<Identity> ReadAsync(string path, CancellationToken ct)
    {
        var pattern = @"^(user|author|committer)\.(name|email)$|^commit\.gpgsign$";
        var result = await GitCommand
            .In(path, "config", "-z", "--get-regexp", pattern)
            .RunAsync(ct)
            .ConfigureAwait(false);
        var settings = new Dictionary<string, string>();
        foreach (var field in result.Ok ? GitCommand.Fields(result) : [])
        {
            var parts = field.Split('\n', 2);
            settings[parts[0]] = parts.Length == 2 ? parts[1] : "true";
        }
        var variables = new Dictionary<string, string?>();
        Fill(variables, settings, "author");
        Fill(variables, settings, "committer");
        return new Identity(variables, IsTrue(settings.GetValueOrDefault("commit.gpgsign")));
    }

    private static void Fill(
        Dictionary<string, string?> variables,
        Dictionary<string, string> settings,
        string role
    )
    {
        Fill(variables, settings, role, "name", FallbackName);
        Fill(variables, settings, role, "email", FallbackEmail);
    }

    private static void Fill(
        Dictionary<string, string?> variables,
        Dictionary<string, string> settings,
        string role,
        string part,
        string fallback
    )
    {
        var variable = $"GIT_{role}_{part}".ToUpperInvariant();
        var known =
            !string.IsNullOrEmpty(settings.GetValueOrDefault($"{role}.{part}"))
            || !string.IsNullOrEmpty(settings.GetValueOrDefault($"user.{part}"))
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))
            || (
                part == "email"
                && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("EMAIL"))
            );
        if (!known)
            variables[variable] = fallback;
    }

    private static bool IsTrue(string? value) =>
        value?.ToLowerInvariant() is "true" or "yes" or "on" or "1";

    private static Dictionary<string, string?> Named(string name, string email) =>
        new()
        {
            ["GIT_AUTHOR_NAME"] = name,
            ["GIT_AUTHOR_EMAIL"] = email,
            ["GIT_COMMITTER_NAME"] = name,
            ["GIT_COMMITTER_EMAIL"] = email,
        };
}
