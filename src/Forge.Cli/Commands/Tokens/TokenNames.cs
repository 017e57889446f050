using System.CommandLine.Completions;
using Forge.Api;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Tokens;

/// <summary>What a person's word for a token meant, and which words there are.</summary>
internal static class TokenNames
{
    private const int ShortestBeginning = 4;

    public static ApiToken Find(IReadOnlyList<ApiToken> known, string text, string forge)
    {
        List<ApiToken> exact =
        [
            .. known.Where(one => one.Id.ToString() == text || TokenText.NameOf(one) == text),
        ];
        List<ApiToken> found =
            exact.Count > 0 || text.Length < ShortestBeginning
                ? exact
                :
                [
                    .. known.Where(one =>
                        one.Id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)
                    ),
                ];
        return found switch
        {
            [var only] => only,
            [] => throw CommandFailed.NotFound(
                $"No token that counts is called '{text}'; {forge} token list shows them"
            ),
            _ => throw CommandFailed.Usage(
                $"'{text}' could be any of these tokens; type the id:\n"
                    + string.Join(
                        '\n',
                        found.Select(one => $"  {one.Id}  {Words.OneLine(one.Name, 60)}")
                    )
            ),
        };
    }

    /// <summary>For Tab.</summary>
    public static IEnumerable<CompletionItem> Complete(Surroundings here) =>
        TabAnswer.Of(
            here,
            async (client, ct) =>
                (await client.TokensAsync(revoked: false, ct).ConfigureAwait(false)).Select(one =>
                    one.SessionId is null ? one.Name : Words.Short(one.Id)
                )
        );
}
