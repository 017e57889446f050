using System.Text.RegularExpressions;

namespace Forge.Core.Git.Plans;

/// <summary>One run of git by an agent, or by something that an agent started, as git itself wrote it down.</summary>
/// <param name="Id">Git's own: one of a git that another one started begins with that one's.</param>
/// <param name="Name">The command without options: <c>update-ref</c>.</param>
/// <param name="Arguments">All, without the program.</param>
internal sealed partial record GitCall(
    string Id,
    DateTimeOffset Started,
    string Name,
    IReadOnlyList<string> Arguments
)
{
    private const int LongestText = 120;

    /// <summary>The top of the checkout that it ran in; null where it ran in none, or in a bare repository.</summary>
    public string? Worktree { get; init; }

    /// <summary>Null while it runs, and for ever where it was killed.</summary>
    public DateTimeOffset? Ended { get; init; }
    public int? ExitCode { get; init; }

    /// <summary>One line for people: without options before the command, and without the passwords of addresses.</summary>
    public string Text
    {
        get
        {
            var rest = Arguments.SkipWhile(a => a != Name).Skip(1);
            var text = Secret().Replace($"git {string.Join(' ', rest.Prepend(Name))}", "://");
            text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
            return text.Length <= LongestText ? text : text[..LongestText] + "…";
        }
    }

    [GeneratedRegex(@"://[^/@\s]*@", RegexOptions.NonBacktracking)]
    private static partial Regex Secret();
}
