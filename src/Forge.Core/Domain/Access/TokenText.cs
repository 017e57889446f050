using System.Security.Cryptography;
using System.Text;

namespace Forge.Core.Domain.Access;

/// <summary>How a token is spelt: <c>forge_a_</c> and 64 hexadecimal digits. The letter is for people; rights come from the row.</summary>
internal static class TokenText
{
    public const string Start = "forge_";
    private const int SecretBytes = 32;
    private static readonly int Length = Start.Length + 2 + 2 * SecretBytes;

    public static string New(Role role) =>
        $"{Start}{Letter(role)}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>
    /// What is kept of a token. A plain SHA-256 is right here: slow, salted hashes protect words that people choose, which
    /// can be guessed; nobody guesses 256 random bits, whoever reads the database cannot go back from the hash, and each
    /// request is spared the tenth of a second that a slow one would cost.
    /// </summary>
    public static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>True for what can only be a token, known or not.</summary>
    public static bool Looks(string text) =>
        text.Length == Length
        && text.StartsWith(Start, StringComparison.Ordinal)
        && text[Start.Length + 1] == '_'
        && text.AsSpan(Start.Length + 2).IndexOfAnyExcept("0123456789abcdef") < 0;

    private static char Letter(Role role) =>
        role switch
        {
            Role.Operator => 'o',
            Role.Agent => 'a',
            _ => 'v',
        };
}
