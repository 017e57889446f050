using Forge.Cli;
using Forge.Cli.Commands.Tokens;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class ExpiryTests
{
    [Theory]
    [InlineData("45m", 45)]
    [InlineData("12h", 12 * 60)]
    [InlineData("30d", 30 * 24 * 60)]
    [InlineData("8w", 8 * 7 * 24 * 60)]
    public void A_time_is_a_number_and_a_letter(string text, int minutes) =>
        Expiry.Parse(text).ShouldBe(TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("30")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1.5d")]
    [InlineData("30 d")]
    [InlineData("9999999d")]
    [InlineData("99999999999d")]
    [InlineData("30D")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        var refused = Should.Throw<CommandFailed>(() => Expiry.Parse(text));
        refused.ExitCode.ShouldBe(2);
        refused.Message.ShouldContain("30d");
    }
}
