using System.Text.RegularExpressions;
using Forge.Core.Domain;
using Forge.Core.Git;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Core.Tests.Git;

public sealed class BranchNamesTests
{
    private static readonly Guid Attempt = Guid.Parse("d5ef7fae-25e1-4da1-9750-0d6d435f257b");

    [Theory]
    [InlineData("Fix the login", "forge/d5ef-fix-the-login")]
    [InlineData("  --Fix:  the/login!! ", "forge/d5ef-fix-the-login")]
    [InlineData("Größe ändern", "forge/d5ef-groesse-aendern")]
    [InlineData("日本語", "forge/d5ef-task")]
    [InlineData("", "forge/d5ef-task")]
    [InlineData("v1.lock", "forge/d5ef-v1-lock")]
    public void A_branch_is_named_after_the_attempt_and_its_title(string title, string branch)
    {
        var names = BranchNames.For(Attempt, title, _ => false);

        names.Branch.ShouldBe(branch);
        names.Directory.ShouldBe(branch["forge/".Length..]);
    }

    [Fact]
    public void The_hexadecimal_part_grows_while_the_name_is_taken()
    {
        HashSet<string> taken = ["forge/d5ef-x", "forge/d5ef7-x"];

        BranchNames.For(Attempt, "x", taken.Contains).Branch.ShouldBe("forge/d5ef7f-x");
    }

    [Fact]
    public void When_every_name_is_taken_that_is_said() =>
        Should.Throw<RuleBroken>(() => BranchNames.For(Attempt, "x", _ => true));

    [Fact]
    public void Any_title_makes_a_name_that_git_and_the_file_system_take()
    {
        Prop.ForAll<Guid, string?>(
                (attempt, title) =>
                {
                    var names = BranchNames.For(attempt, title ?? "", _ => false);
                    return Regex.IsMatch(names.Directory, "^[0-9a-f]{4}-[a-z0-9]+(-[a-z0-9]+)*$")
                        && names.Directory.Length <= 55
                        && Branches.IsName(names.Branch);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Attempts_of_one_title_never_share_a_name()
    {
        Prop.ForAll<Guid[]>(attempts =>
            {
                var taken = new HashSet<string>();
                foreach (var attempt in attempts.Distinct())
                    if (!taken.Add(BranchNames.For(attempt, "same", taken.Contains).Branch))
                        return false;
                return true;
            })
            .QuickCheckThrowOnFailure();
    }
}
