using Forge.Core.Running;

namespace Forge.Core.Tests.Running;

public sealed class AgentSlotsTests
{
    private readonly Guid _a = Guid.NewGuid();
    private readonly Guid _b = Guid.NewGuid();
    private readonly Guid _c = Guid.NewGuid();

    [Fact]
    public void A_place_goes_to_the_one_that_waited_longest_and_nobody_comes_in_between()
    {
        var slots = new AgentSlots(1);
        var called = new List<string>();
        slots.TryTake(_a, () => { }).ShouldBeTrue();
        slots.TryTake(_b, () => called.Add("b")).ShouldBeFalse();
        slots.TryTake(_c, () => called.Add("c")).ShouldBeFalse();
        slots.Leave(_a);
        called.ShouldBe(["b"]);
        slots.TryTake(_c, () => { }).ShouldBeFalse("the place is b's before b has come for it");
        slots.TryTake(_b, () => { }).ShouldBeTrue();
        slots.Leave(_b);
        called.ShouldBe(["b", "c"]);
    }

    [Fact]
    public void One_that_gives_up_waiting_does_not_swallow_a_place()
    {
        var slots = new AgentSlots(1);
        var called = new List<string>();
        slots.TryTake(_a, () => { });
        slots.TryTake(_b, () => called.Add("b"));
        slots.TryTake(_c, () => called.Add("c"));
        slots.Leave(_b);
        called.ShouldBeEmpty();
        slots.Leave(_a);
        called.ShouldBe(["c"]);
    }

    [Fact]
    public void One_that_gives_up_right_after_it_was_called_hands_its_place_on()
    {
        var slots = new AgentSlots(1);
        var called = new List<string>();
        slots.TryTake(_a, () => { });
        slots.TryTake(_b, () => called.Add("b"));
        slots.TryTake(_c, () => called.Add("c"));
        slots.Leave(_a);
        slots.Leave(_b);
        called.ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Work_that_was_found_running_has_its_place_beyond_the_limit()
    {
        var slots = new AgentSlots(1);
        slots.Take(_a);
        slots.Take(_b);
        slots.TryTake(_c, () => { }).ShouldBeFalse();
        slots.Leave(_a);
        slots.TryTake(_c, () => { }).ShouldBeFalse();
        slots.Leave(_b);
        slots.TryTake(_c, () => { }).ShouldBeTrue();
    }
}
