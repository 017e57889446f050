using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>Two repositories on one server with plans of the same name have nothing to do with each other.</summary>
public sealed class TwoRepositoriesTests
{
    [Fact]
    public async Task The_same_wish_has_the_same_branches_in_each_and_forges_commits_in_one_excuse_nobody_in_the_other()
    {
        await using var ground = await StartAsync([new("A")]);
        var other = ground.Ground.Place.At("other");
        ground.Git("clone", "-q", ground.Repository, other);
        Copy(Path.Combine(ground.Repository, ".genie"), Path.Combine(other, ".genie"));
        var project = await ground.Http.AddProjectAsync(other);
        await ground.BeginAsync("echo x > A.txt");
        var first = await ground.UntilAsync("A", "awaiting_review");

        var approved = Ok(
            await ground.ApproveAsync(new JsonObject { ["project_id"] = project.ToString() })
        );
        var id = approved.Data["id"]!.GetValue<string>();
        Ok(
            await ground.Http.SendAsync(
                $"/api/plans/{id}/start",
                new JsonObject
                {
                    ["executor"] = "SHELL",
                    ["command"] =
                        $"git fetch -q '{ground.Repository}' feat/made; git update-ref refs/heads/feat/made FETCH_HEAD; echo x > A.txt",
                }
            )
        );
        var plan = await ground.Http.UntilAsync(
            $"/api/plans/{id}",
            r => Group(r.Data, "A")["violations"]!.AsArray().Count > 0
        );

        var second = Group(plan.Data, "A");
        second["branch"]!.GetValue<string>().ShouldBe(first["branch"]!.GetValue<string>());
        second["violations"]!
            .AsArray()
            .ShouldHaveSingleItem()!
            .GetValue<string>()
            .ShouldContain("the branch feat/made was moved");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
