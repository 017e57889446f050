using System.CommandLine.Completions;
using Forge.Api;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Tokens;

/// <summary>What a person's word for a token meant, and which words there are.</summary>
internal static class TokenNames
{
    private const int ShortestBeginning = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

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

    /// <summary>For Tab. Empty when no server runs, or one that does not tell us.</summary>
    public static IEnumerable<CompletionItem> Complete(Surroundings here)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return ReadAsync(here, limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception error)
            when (error
                    is ForgeError
                        or ForgeUnreachable
                        or CommandFailed
                        or OperationCanceledException
                        or IOException
            )
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<CompletionItem>> ReadAsync(
        Surroundings here,
        CancellationToken ct
    )
    {
        if (await new Connection(here).RunningAsync(ct).ConfigureAwait(false) is not { } client)
            return [];
        var tokens = await client.TokensAsync(revoked: false, ct).ConfigureAwait(false);
        return
        [
            .. tokens
                .Select(one => one.SessionId is null ? one.Name : Words.Short(one.Id))
                .Select(name => new CompletionItem(name)),
        ];
    }
}
