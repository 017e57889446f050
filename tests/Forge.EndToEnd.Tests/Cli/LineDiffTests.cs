using Forge.Cli.Diffs;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class LineDiffTests
{
    private static readonly Gen<string[]> Lines = Gen.Elements("a", "b", "c", "d", "{", "}")
        .ArrayOf();

    [Fact]
    public void Applying_the_changes_gives_the_new_lines() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Lines.ToArbitrary(),
                Lines.ToArbitrary(),
                (old, @new) => Apply(old, @new, LineDiff.Of(old, @new)).SequenceEqual(@new)
            )
        );

    [Fact]
    public void Changes_are_in_order_and_never_touch() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Lines.ToArbitrary(),
                Lines.ToArbitrary(),
                (old, @new) =>
                {
                    var changes = LineDiff.Of(old, @new);
                    return changes
                        .Zip(changes.Skip(1))
                        .All(pair =>
                            pair.First.OldStart + pair.First.OldCount < pair.Second.OldStart
                        );
                }
            )
        );

    [Fact]
    public void A_line_put_in_is_the_only_change() =>
        LineDiff.Of(["a", "b", "c"], ["a", "x", "b", "c"]).ShouldBe([new Change(1, 0, 1, 1)]);

    [Fact]
    public void Equal_texts_have_no_changes() =>
        LineDiff.Of(["a", "b"], ["a", "b"]).ShouldBeEmpty();

    [Fact]
    public void A_file_rewritten_whole_is_compared_in_bounded_time()
    {
        string[] old = [.. Enumerable.Range(0, 20_000).Select(n => (n % 7).ToString())];
        string[] @new = [.. Enumerable.Range(0, 20_000).Select(n => ("x" + n % 5))];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Apply(old, @new, LineDiff.Of(old, @new)).ShouldBe(@new);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static List<string> Apply(string[] old, string[] @new, List<Change> changes)
    {
        var lines = new List<string>();
        var at = 0;
        foreach (var change in changes)
        {
            lines.AddRange(old[at..change.OldStart]);
            lines.AddRange(@new[change.NewStart..(change.NewStart + change.NewCount)]);
            at = change.OldStart + change.OldCount;
        }
        lines.AddRange(old[at..]);
        return lines;
    }
}
