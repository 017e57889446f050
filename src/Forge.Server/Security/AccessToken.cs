using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forge.Core.Platform;
using Forge.Core.Running;

namespace Forge.Server.Security;

/// <summary>
/// The one secret of a server: made on the first start, kept in a file that only its owner reads. Cookies and one-time
/// links are signed with it, so nothing else has to be kept.
/// </summary>
internal sealed class AccessToken
{
    public static readonly TimeSpan CookieLife = TimeSpan.FromDays(30);
    private static readonly TimeSpan LinkLife = TimeSpan.FromMinutes(5);

    private const int ShortestToken = 16;

    private readonly byte[] _token;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _links = [];

    public AccessToken(StateFolder state, TimeProvider time)
    {
        _time = time;
        // A file that lost its content is no token: nobody must be let in with an empty one.
        if (
            Files.TryReadText(state.Token) is not { } kept
            || kept.Trim('\0', '\n', ' ').Length < ShortestToken
        )
            Files.WriteDurably(state.Token, Encoding.ASCII.GetBytes(Random() + "\n"));
        _token = Encoding.ASCII.GetBytes(File.ReadAllText(state.Token).Trim());
    }

    public bool IsToken(string text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), _token);

    /// <summary>A code that opens one browser session, once, within five minutes.</summary>
    public string NewLinkCode()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            foreach (var old in _links.Where(l => l.Value < now).Select(l => l.Key).ToList())
                _links.Remove(old);
            var code = Random();
            _links[code] = now + LinkLife;
            return code;
        }
    }

    public bool TakeLinkCode(string code)
    {
        lock (_lock)
            return _links.Remove(code, out var until) && until >= _time.GetUtcNow();
    }

    public string NewCookie()
    {
        var until = (_time.GetUtcNow() + CookieLife)
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        return $"{until}.{Sign(until)}";
    }

    public bool IsCookie(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 2
            && long.TryParse(
                parts[0],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var until
            )
            && until > _time.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(parts[1]),
                Encoding.UTF8.GetBytes(Sign(parts[0]))
            );
    }

    private string Sign(string text) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(_token, Encoding.UTF8.GetBytes("cookie:" + text))
        );

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
