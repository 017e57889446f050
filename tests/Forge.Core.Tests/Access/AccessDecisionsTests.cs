using Forge.Core.Domain;
using Forge.Core.Domain.Access;

namespace Forge.Core.Tests.Access;

public sealed class AccessDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    // Operator, viewer, agent with its own id, agent with another's.
    [Theory]
    [InlineData(nameof(RouteRule.Open), true, true, true, true)]
    [InlineData(nameof(RouteRule.Known), true, true, true, true)]
    [InlineData(nameof(RouteRule.Read), true, true, false, false)]
    [InlineData(nameof(RouteRule.OwnAttempt), true, true, true, false)]
    [InlineData(nameof(RouteRule.Report), true, false, true, false)]
    [InlineData(nameof(RouteRule.Operate), true, false, false, false)]
    public void Each_rule_lets_in_whom_the_table_says(
        string rule,
        bool person,
        bool viewer,
        bool own,
        bool other
    )
    {
        var asked = Enum.Parse<RouteRule>(rule);
        AccessDecisions.May(Role.Operator, asked, own: false).ShouldBe(person);
        AccessDecisions.May(Role.Viewer, asked, own: false).ShouldBe(viewer);
        AccessDecisions.May(Role.Agent, asked, own: true).ShouldBe(own);
        AccessDecisions.May(Role.Agent, asked, own: false).ShouldBe(other);
    }

    [Fact]
    public void Every_rule_stands_in_the_table_above() =>
        Enum.GetNames<RouteRule>().Length.ShouldBe(6);

    [Fact]
    public void A_rule_that_nobody_knows_lets_only_a_person_in()
    {
        var unknown = (RouteRule)99;
        AccessDecisions.May(Role.Operator, unknown, own: true).ShouldBeTrue();
        AccessDecisions.May(Role.Viewer, unknown, own: true).ShouldBeFalse();
        AccessDecisions.May(Role.Agent, unknown, own: true).ShouldBeFalse();
        default(RouteRule).ShouldBe(RouteRule.Operate, "what declares nothing is a person's");
    }

    [Fact]
    public void A_grant_that_makes_no_sense_is_refused_by_its_field()
    {
        Refused("", Role.Viewer, null).ShouldContain("name");
        Refused("a\nb", Role.Viewer, null).ShouldContain("name");
        Refused(new string('x', 101), Role.Viewer, null).ShouldContain("name");
        Refused("x", Role.Agent, null).ShouldContain("attempt_id");
        Refused("x", Role.Viewer, Guid.NewGuid()).ShouldContain("attempt_id");
        Refused("x", Role.Operator, null, Now).ShouldContain("expires_at");
        AccessDecisions.Name(" ci ", Role.Viewer, null, Now.AddDays(1), Now).ShouldBe("ci");
    }

    [Fact]
    public void A_token_is_long_and_random_and_only_its_hash_is_kept()
    {
        var token = TokenText.New(Role.Agent);
        token.ShouldStartWith("forge_a_");
        token.Length.ShouldBe("forge_a_".Length + 64);
        TokenText.New(Role.Agent).ShouldNotBe(token);
        TokenText.Looks(token).ShouldBeTrue();
        TokenText.Looks(token[..^1]).ShouldBeFalse();
        TokenText.Looks(token.ToUpperInvariant()).ShouldBeFalse();
        TokenText.Looks("forge_v_" + new string('x', 64)).ShouldBeFalse();
        TokenText.Hash(token).ShouldNotContain(token[8..]);
        TokenText.Hash("abc").ShouldStartWith("ba7816bf8f01cfea", customMessage: "SHA-256");
    }

    private static string Refused(
        string name,
        Role role,
        Guid? attempt,
        DateTimeOffset? expires = null
    ) =>
        Should
            .Throw<RuleBroken>(() => AccessDecisions.Name(name, role, attempt, expires, Now))
            .Message;
}
