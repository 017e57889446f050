using Forge.Core.Diffs;

namespace Forge.Core.Tests.Diffs;

public sealed class DiffStateTests
{
    [Fact]
    public void A_reader_older_than_what_is_remembered_is_given_the_whole()
    {
        var state = new DiffState(mostRemoved: 4);
        state.Apply([Entry("stays")]);
        var old = state.Read(0, false).Next;
        for (var i = 0; i < 20; i++)
        {
            state.Apply([Entry("stays"), Entry($"brief{i}")]);
            state.Apply([Entry("stays")]);
        }
        var now = state.Read(0, false).Next;

        var page = state.Read(old, false);
        page.IsWhole.ShouldBeTrue();
        page.Changed.ShouldHaveSingleItem().Path.ShouldBe("stays");
        state.Read(now, false).IsWhole.ShouldBeFalse();
        state.Read(now - 1, false).Removed.ShouldBe(["brief19"]);
    }

    [Fact]
    public void A_version_from_another_feed_is_given_the_whole()
    {
        var state = new DiffState();
        state.Apply([Entry("x")]);

        state.Read(99, false).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public void The_same_again_is_no_new_version()
    {
        var state = new DiffState();
        state.Apply([Entry("x")]).ShouldBeTrue();

        state.Apply([Entry("x")]).ShouldBeFalse();
        state
            .Read(0, true)
            .ShouldSatisfyAllConditions(
                page => page.Next.ShouldBe(1),
                page => page.HasEnded.ShouldBeTrue()
            );
    }

    private static DiffEntry Entry(string path) =>
        new(DiffChange.Added, null, path, new("000000", "0"), new("100644", "1"), 1, 0);
}
