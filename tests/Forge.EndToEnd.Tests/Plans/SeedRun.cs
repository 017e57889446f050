using System.Text.Json.Nodes;

namespace Forge.EndToEnd.Tests.Plans;

using Machine = Machine.Machine;

/// <summary>
/// One of the seeds on a machine of its own: a repository that has what the document speaks of, an agent that is a script, and
/// stand-ins for the programs that the document validates with. Everything is done with the commands that a person types.
/// </summary>
internal sealed class SeedRun(Machine machine, string plan) : IAsyncDisposable
{
    public Machine Machine => machine;

    /// <summary>A folder outside of the repository, where the agents of one test meet.</summary>
    public string Meeting => Path.Combine(Path.GetDirectoryName(machine.Repository)!, "meeting");

    public static async Task<SeedRun> NewAsync(
        string plan,
        string branch,
        IEnumerable<string> files,
        params string[] programs
    )
    {
        var run = new SeedRun(await Machine.NewAsync(), plan);
        Directory.CreateDirectory(run.Meeting);
        foreach (var file in files)
            run.Put(file, $"# {file}\n");
        await run.GitAsync("switch", "-q", "-c", branch);
        await run.GitAsync("add", "-A");
        await run.GitAsync("commit", "-q", "-m", "what the seed speaks of");
        foreach (var program in programs)
            run.StandIn(program);
        return run;
    }

    public void Put(string path, string text)
    {
        var full = Path.Combine(machine.Repository, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>The document becomes a plan, a person approves it, and it runs with the script in place of agents.</summary>
    public async Task StartAsync(string document, string script, params string[] options)
    {
        var agent = Path.Combine(Meeting, "agent.sh");
        await File.WriteAllTextAsync(
            agent,
            "#!/bin/sh\nset -eu\n" + script.ReplaceLineEndings("\n")
        );
        (await machine.ForgeAsync("plan", document)).Ok();
        (await machine.ForgeAsync("approve", document, "--yes")).Ok();
        (await machine.ForgeAsync(["start", plan, "--command", $"sh '{agent}'", .. options])).Ok();
    }

    public async Task<Graph> StatusAsync() =>
        new((await machine.ForgeAsync("status", plan, "--json")).Ok().Json);

    /// <summary>Waits until the groups' work lies before a person. Nothing that does not depend on a person is skipped.</summary>
    public async Task<Graph> AwaitReviewAsync(params string[] groups)
    {
        Graph now = null!;
        await Machine.UntilAsync(
            async () =>
            {
                now = await StatusAsync();
                now.Groups.Where(g => g.State is "failed" or "stale")
                    .Select(g => $"{g.Id}: {g.Cause}")
                    .ShouldBeEmpty();
                return groups.All(g => now[g].State == "awaiting_review");
            },
            $"{plan}: {string.Join(", ", groups)} await review"
        );
        return now;
    }

    /// <summary>A person merges the groups, one after the other.</summary>
    public async Task MergeAsync(params string[] groups)
    {
        foreach (var group in groups)
            (await machine.ForgeAsync("merge", $"{plan}/{group}", "--yes")).Ok();
    }

    /// <summary>
    /// All groups were merged, each once and after its predecessors, with no conflict on the way; and the whole is taken into the
    /// base branch.
    /// </summary>
    public async Task DeliverAsync(string baseBranch)
    {
        var done = await StatusAsync();
        done.State.ShouldBe("awaiting_delivery");
        foreach (var group in done.Groups)
        {
            group.State.ShouldBe("merged", group.Id);
            foreach (var before in group.DependsOn)
                (await HasAsync(group.Base!, done[before].MergeCommit!)).ShouldBeTrue(
                    $"{group.Id} began after {before} was merged"
                );
        }
        done.Groups.Select(g => g.MergeCommit).ShouldBeUnique();
        var merges = (
            await GitAsync("log", "--first-parent", "--format=%H", $"{baseBranch}..{done.Branch}")
        ).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The oldest is the approval, with the plan's files.
        merges[..^1].ShouldBe(done.Groups.Select(g => g.MergeCommit!), ignoreOrder: true);
        done.Radar["overlaps"]!.AsArray().ShouldBeEmpty();

        (await machine.ForgeAsync("deliver", plan, "--yes")).Ok();
        (await StatusAsync()).State.ShouldBe("delivered");
        (await GitAsync("status", "--porcelain")).ShouldBeEmpty();
        (await GitAsync("rev-parse", "HEAD^{tree}")).ShouldBe(
            await GitAsync("rev-parse", $"{done.Branch}^{{tree}}")
        );
    }

    /// <summary>What a file has in the person's checkout.</summary>
    public string Read(string path) => File.ReadAllText(Path.Combine(machine.Repository, path));

    public bool IsThere(string path) => File.Exists(Path.Combine(machine.Repository, path));

    public async Task<string> GitAsync(params string[] arguments) =>
        (await machine.RunAsync("git", arguments)).Ok().Output;

    public async Task<bool> HasAsync(string commit, string ancestor) =>
        (await machine.RunAsync("git", "merge-base", "--is-ancestor", ancestor, commit)).ExitCode
        == 0;

    // What the seed validates with is not on this machine: this says what it was asked, and that it is a fake.
    private void StandIn(string program)
    {
        var path = Path.Combine(machine.Programs, program);
        File.WriteAllText(path, $"#!/bin/sh\necho \"fake {program}: $*\"\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    public ValueTask DisposeAsync() => machine.DisposeAsync();
}

/// <summary>What <c>forge status PLAN --json</c> says.</summary>
internal sealed record Graph(JsonNode Json)
{
    public string State => Json["state"]!.GetValue<string>();
    public string Branch => Json["branch"]!.GetValue<string>();
    public JsonNode Radar => Json["radar"]!;
    public IReadOnlyList<Node> Groups =>
        [.. Json["groups"]!.AsArray().Select(group => new Node(group!))];

    public Node this[string id] => Groups.Single(group => group.Id == id);

    public string Waves =>
        string.Join(
            " | ",
            Json["waves"]!.AsArray().Select(wave => string.Join(' ', wave!.AsArray()))
        );
}

/// <summary>A group of it.</summary>
internal sealed record Node(JsonNode Json)
{
    public string Id => Json["id"]!.GetValue<string>();
    public string State => Json["state"]!.GetValue<string>();
    public string? Base => Json["base"]?.GetValue<string>();
    public string? Branch => Json["branch"]?.GetValue<string>();
    public string? Attempt => Json["attempt"]?.GetValue<string>();
    public string? MergeCommit => Json["merge_commit"]?.GetValue<string>();
    public string? Cause => Json["cause"]?.GetValue<string>();
    public IReadOnlyList<string> DependsOn =>
        [.. Json["depends_on"]!.AsArray().Select(id => id!.GetValue<string>())];
    public IReadOnlyList<string> Outside =>
        [.. Json["outside"]!.AsArray().Select(path => path!.GetValue<string>())];

    /// <summary>Each validation command with its exit code.</summary>
    public IReadOnlyList<string> Validation =>
        [
            .. Json["validation"]!
                .AsArray()
                .Select(run => $"{run!["command"]!.GetValue<string>()} = {run["exit_code"]}"),
        ];
}
