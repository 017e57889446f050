using Forge.Planning.Files;

namespace Forge.Planning.Tests.Plans;

/// <summary>Digests stand in files of people: they may never become others.</summary>
public sealed class DigestTests
{
    [Theory]
    [InlineData("scope", "", "9ce48422e8d7")]
    [InlineData("scope", "## Scope\none\n\n\ntwo  \n", "961884d7afa9")]
    public void A_digest_is_what_it_always_was(string name, string text, string digest) =>
        MarkedText.Of(name, text).ShouldBe(digest);

    [Theory]
    [InlineData("a\n\n\nb")]
    [InlineData("a\r\n\r\n\r\nb\r\n")]
    [InlineData("\n\na  \n\t\n \nb\t\n\n")]
    [InlineData("a\r\rb")]
    public void Line_ends_and_spaces_do_not_count(string text)
    {
        var lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        var plain = string.Join('\n', lines.Select(l => l.TrimEnd())).Trim('\n');
        MarkedText.Of("x", text).ShouldBe(MarkedText.Of("x", plain));
    }

    [Theory]
    [InlineData("a\fb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    public void Rarer_ends_of_lines_are_ends(string text) =>
        MarkedText.Of("x", text).ShouldBe(MarkedText.Of("x", "a\nb"));

    [Fact]
    public void Empty_lines_within_count() =>
        MarkedText.Of("x", "a\n\nb").ShouldNotBe(MarkedText.Of("x", "a\nb"));
}
