using Forge.Core.Evidence;

namespace Forge.Core.Tests.Evidence;

public sealed class ExpectationTests
{
    [Theory]
    // Nothing is said, or nothing that a program can judge: exit 0.
    [InlineData(null, 0, "x", true)]
    [InlineData(null, 1, "", false)]
    [InlineData("Clean build, no errors", 0, "warning", true)]
    [InlineData("Clean build, no errors", 1, "", false)]
    [InlineData("~300-500 chars (vs 16k before)", 0, "x", true)]
    [InlineData("Should pass", 0, "x", true)]
    [InlineData("Should pass", 2, "x", false)]
    [InlineData("nothing but ok lines", 1, "", false)]
    // Searches for what must not be there.
    [InlineData("Expected: 0 results", 1, "", true)]
    [InlineData("Expected: 0 results", 0, "", true)]
    [InlineData("Expected: 0 results", 0, "a.ts:1:x\n", false)]
    [InlineData("Expected: 0 results", 2, "", false)]
    [InlineData("Expected: 0 results", 127, "", false)]
    [InlineData("should return no matches (all removed)", 1, "", true)]
    [InlineData("→ nothing", 1, "\n", true)]
    [InlineData("no output", 0, "0\n", true)]
    [InlineData("0 results", 1, "a.ts:0\nb.ts:0\n", true)]
    [InlineData("0 results", 0, "a.ts:0\nb.ts:10\n", false)]
    [InlineData("0 results", 0, null, false)]
    // Counts.
    [InlineData("Should be 8", 0, "      8\n", true)]
    [InlineData("Should be 8", 0, "18\n", false)]
    [InlineData("Should be 8", 1, "8\n", false)]
    [InlineData("Should be 0", 1, "0\n", true)]
    [InlineData("2 results", 0, "a\nb\n", true)]
    [InlineData("2 results", 0, "2\n", true)]
    [InlineData("2 results", 0, "a\n", false)]
    // Exit codes.
    [InlineData("exit code 2", 2, "", true)]
    [InlineData("exits with 2", 2, "", true)]
    [InlineData("exit code 2", 0, "", false)]
    [InlineData("Should fail", 1, "", true)]
    [InlineData("non-zero exit", 5, "", true)]
    [InlineData("Should fail", 0, "", false)]
    [InlineData("Should fail", 127, "", false)]
    [InlineData("Should fail", 137, "", false)]
    public void Words_are_judged(string? words, int exit, string? output, bool met) =>
        (Expectation.Read(words).Missed(exit, output) is null).ShouldBe(met);
}
