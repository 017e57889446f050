namespace Forge.EndToEnd.Tests.Plans;

/// <summary>The documents that Forge was conceived from run to their end, with the commands that a person types.</summary>
public sealed class SeedTests
{
    [Fact]
    public async Task The_Discord_plan_runs_as_its_four_groups_in_its_order()
    {
        const string plan = "discord-parity-polish";
        const string migration = "alembic/versions/7f3a2b1c9a01_user_external_ids.py";
        await using var run = await SeedRun.NewAsync(
            plan,
            "feat/discord-parity",
            [
                "test.md",
                migration,
                "src/db/models.py",
                "src/services/trace_service.py",
                "src/channels/discord/bot_manager.py",
            ]
        );
        run.Put(
            $".genie/wishes/{plan}/forge-plan.md",
            SeedFiles.Text("seeds/forge-plan-discord-parity.md")
        );
        // Each group needs what those before it did to be in its worktree.
        await run.StartAsync(
            plan,
            $"""
            test "$FORGE_PLAN" = {plan}
            grep -q '^# Task: ' "$FORGE_TASK_FILE"
            case $FORGE_GROUP in
            1) rm test.md; echo .mcp.json >> .gitignore ;;
            2) echo 'server_default=now()' >> {migration}
               echo 'UniqueConstraint(provider, external_id, instance)' | tee alembic/versions/8a_instance_scope.py >> src/db/models.py ;;
            3) grep -q UniqueConstraint src/db/models.py
               echo '@retry' >> src/services/trace_service.py
               echo 'except LinkingFailed: pass' >> src/channels/discord/bot_manager.py ;;
            4) test ! -e test.md; grep -q .mcp.json .gitignore; grep -q '@retry' src/services/trace_service.py
               mkdir docs; echo 'all green' > docs/discord-parity-validation.md ;;
            esac
            """
        );

        var first = await run.AwaitReviewAsync("1", "2");
        first.Waves.ShouldBe("1 2 | 3 | 4");
        first.Groups.Select(g => string.Join(' ', g.DependsOn)).ShouldBe(["", "", "2", "1 2 3"]);
        first["3"].Attempt.ShouldBeNull();
        first["1"].Branch.ShouldBe("fix/discord-parity-cleanup");
        await run.MergeAsync("2");
        (await run.AwaitReviewAsync("3"))["4"].Attempt.ShouldBeNull();
        await run.MergeAsync("3");
        // The last waits for the first, too, which a person left for later.
        var early = await run.Machine.ForgeAsync("merge", $"{plan}/4", "--yes");
        early.ExitCode.ShouldBe(5);
        early.Error.ShouldContain("4 is waiting");
        (await run.StatusAsync())["4"].Attempt.ShouldBeNull();
        await run.MergeAsync("1");
        await run.AwaitReviewAsync("4");
        await run.MergeAsync("4");

        await run.DeliverAsync("feat/discord-parity");
        run.IsThere("test.md").ShouldBeFalse();
        run.Read(migration).ShouldEndWith("server_default=now()\n");
        run.Read("alembic/versions/8a_instance_scope.py").ShouldStartWith("UniqueConstraint");
        run.Read("src/channels/discord/bot_manager.py").ShouldContain("LinkingFailed");
        run.Read("docs/discord-parity-validation.md").ShouldBe("all green\n");
    }

    [Fact]
    public async Task The_wish_for_another_executor_is_planned_approved_and_run()
    {
        const string plan = "forge-executor-replacement";
        const string cli = ".genie/cli/src";
        string[] handlers = ["run", "resume", "view", "stop", "list"];
        await using var run = await SeedRun.NewAsync(
            plan,
            "dev",
            [
                $"{cli}/genie.ts",
                $"{cli}/lib/forge-executor.ts",
                $"{cli}/lib/background-launcher.ts",
                $"{cli}/lib/background-manager.ts",
                .. handlers.Select(name => $"{cli}/cli-core/handlers/{name}.ts"),
            ],
            "pnpm",
            "npx"
        );
        run.Put(
            $".genie/wishes/{plan}/{plan}-wish.md",
            SeedFiles.Text("seeds/wish-forge-executor-replacement.md")
        );
        await run.StartAsync(
            plan,
            $"""
            grep -q "^\*\*Group:\*\* $FORGE_GROUP - " "$FORGE_TASK_FILE"
            cd {cli}
            case $FORGE_GROUP in
            A) for name in run resume stop list; do echo '// forge' >> cli-core/handlers/$name.ts; done
               echo '// forge' >> genie.ts
               rm lib/background-launcher.ts lib/background-manager.ts ;;
            B) test ! -e lib/background-launcher.ts
               echo '// logs' > lib/log-streamer.ts; echo '// diffs' > lib/diff-streamer.ts
               echo '// --live' >> cli-core/handlers/view.ts ;;
            C) test ! -e lib/background-launcher.ts
               echo '// pull requests, approvals, drafts' > lib/forge-extras.ts ;;
            D) test -e lib/log-streamer.ts; test -e lib/forge-extras.ts
               echo '// sessions.json' > lib/migrate-sessions.ts; echo guide > MIGRATION.md ;;
            esac
            """
        );

        var first = await run.AwaitReviewAsync("A");
        first.Waves.ShouldBe("A | B C | D");
        first["A"].Validation.ShouldBe(["npx automagik-genie run = 0", "pnpm run check = 0"]);
        await run.MergeAsync("A");
        await run.AwaitReviewAsync("B", "C");
        await run.MergeAsync("C", "B");
        await run.AwaitReviewAsync("D");
        await run.MergeAsync("D");

        await run.DeliverAsync("dev");
        run.IsThere($"{cli}/lib/background-launcher.ts").ShouldBeFalse();
        run.IsThere($"{cli}/lib/background-manager.ts").ShouldBeFalse();
        foreach (var name in handlers)
            run.Read($"{cli}/cli-core/handlers/{name}.ts")
                .ShouldEndWith(name == "view" ? "// --live\n" : "// forge\n");
        foreach (var made in new[] { "log-streamer", "diff-streamer", "migrate-sessions" })
            run.IsThere($"{cli}/lib/{made}.ts").ShouldBeTrue(made);
    }

    [Fact]
    public async Task The_parallel_plan_runs_its_packages_at_once_and_without_conflicts()
    {
        const string plan = "parallel-execution-plan";
        const string migration = "sql/migrations/001_add_project_context_to_observability_tables";
        var files = new Dictionary<string, string[]>
        {
            ["WP1"] = ["agents/lib/agent_execution_logger.py"],
            ["WP2"] = ["consumers/agent_actions_consumer.py"],
            ["WP3"] = ["agents/tests/test_intelligence_event_client.py"],
            ["WP4"] = ["claude_hooks/user-prompt-submit.sh"],
            ["WP5"] = [migration + ".sql", migration + "_down.sql"],
            ["WP6"] = ["analyze_intelligence.py"],
            ["WP7"] =
            [
                "skills/agent-tracking/log-agent-action/execute_unified.py",
                "skills/agent-tracking/log-agent-action/execute_kafka.py",
            ],
        };
        string[] all = [.. files.Keys];
        await using var run = await SeedRun.NewAsync(
            plan,
            "feat/mvp-completion",
            files.Values.SelectMany(own => own).Where(file => !file.EndsWith("_down.sql")),
            "pytest",
            "psql"
        );
        run.Put($"{plan}.json", SeedFiles.Text($"plans/{plan}.json"));
        // An agent goes on when all seven are at work; one that is alone fails. It changes the files that its task names.
        await run.StartAsync(
            $"{plan}.json",
            $$"""
            touch '{{run.Meeting}}'/$FORGE_GROUP.here
            left=600
            while [ $(ls '{{run.Meeting}}' | grep -c '\.here$') -lt {{all.Length}} ]; do
                left=$((left - 1)); [ $left -gt 0 ] || exit 9
                sleep 0.05
            done
            sed -n '/^\*\*Files:\*\*$/,/^$/s/^- `\(.*\)`$/\1/p' "$FORGE_TASK_FILE" | while read -r file; do
                echo "# by $FORGE_GROUP" >> "$file"
            done
            """,
            "--parallel",
            "7"
        );

        var done = await run.AwaitReviewAsync(all);
        done.Waves.ShouldBe(string.Join(' ', all));
        done.Groups.ShouldAllBe(g => g.Outside.Count == 0);
        done.Radar["overlaps"]!.AsArray().ShouldBeEmpty();
        await run.MergeAsync(all);
        await run.DeliverAsync("feat/mvp-completion");
        foreach (var (group, own) in files)
        foreach (var file in own)
            run.Read(file).ShouldEndWith($"# by {group}\n");
        await SummaryAsync(run, plan, files);
    }

    private static async Task SummaryAsync(
        SeedRun run,
        string plan,
        Dictionary<string, string[]> files
    )
    {
        var said = await run.Machine.ForgeAsync("report", plan);
        var text = said.Ok().Output;
        text.ShouldContain("## Work Packages");
        text.ShouldContain("## File Ownership Matrix");
        foreach (var file in files.Values.SelectMany(own => own))
            text.ShouldContain(file);
        text.ShouldContain("**Conflicts met**: 0");
        text.ShouldContain("- critical: 4 of 4 merged");
        text.ShouldContain("  - C1 Hardcoded /tmp directory");
        text.ShouldContain("**Speed-up** (measured)");
        text.ShouldContain("= agents at work ÷ wall =");
    }
}
