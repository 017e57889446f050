using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.BadGround.Grounds;

namespace Forge.Server.Tests.BadGround;

/// <summary>Repositories that hold more than files: other repositories, filters, hooks, half of a checkout.</summary>
public sealed class RepositoryContentTests(OneServer one) : IClassFixture<OneServer>, IDisposable
{
    private const string Pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 5\n";

    private readonly Place _place = one.Server.Place;
    private readonly HttpClient _http = one.Server.Http();
    private readonly string _path = one.Server.Place.MakeRepository($"content-{Guid.NewGuid():N}");

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Work_inside_a_submodule_is_kept_and_its_pointer_is_merged()
    {
        var library = _place.MakeRepository($"library-{Guid.NewGuid():N}");
        const string local = "protocol.file.allow=always";
        Git("-c", local, "submodule", "--quiet", "add", library, "lib");
        Git("commit", "-q", "-m", "lib");
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(
            project,
            $"""
            set -e
            ls -A lib | wc -l
            git -c {local} submodule --quiet update --init
            echo deep > lib/deep.txt
            git -C lib add -A
            git -C lib -c user.name=A -c user.email=a@b commit -q -m deep
            echo open > lib/open.txt
            echo outside > outside.txt
            """
        );
        var branch = await _http.BranchAsync(attempt);
        var pointer = Git("rev-parse", $"{branch}:lib");
        await _http.MergedAsync(attempt);
        Git("show", "main:outside.txt").ShouldBe("outside");
        Git("rev-parse", "main:lib").ShouldBe(pointer);
        // The commit is in nobody's library yet; it lives on in the repository, with what was not committed there.
        Git("show", $"{pointer}:deep.txt").ShouldBe("deep");
        var snapshot = Git("for-each-ref", "--format=%(refname)", $"refs/forge/snap/{attempt}")
            .Split('\n')[0];
        Git("log", "-1", "--format=%B", snapshot).ShouldContain("\"Path\":\"lib\"");
        // Nothing was moved inside the person's own submodule.
        File.Exists(Path.Combine(_path, "lib", "f1.txt")).ShouldBeTrue();
        Git("-C", "lib", "status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_filter_that_is_not_installed_is_named_and_works_once_it_is()
    {
        UseLfs();
        var project = await _http.AddProjectAsync(_path);
        var broken = await _http.RunAsync(project, "Big", command: "true");
        var process = await _http.LastAsync(broken, 1);
        Support.Wire.Status(process).ShouldBe("failed");
        var said = await _http.OutputAsync(process);
        said.ShouldContain("git-lfs");
        said.ShouldContain("Install it");
        Git("for-each-ref", "refs/heads/forge").ShouldBeEmpty("nothing half made stays");
        // What is prepared ahead meets the same filter, perhaps at this very moment.
        await UntilAsync(() => Git("worktree", "list").Split('\n').Length == 1);
        var again = await _http.FollowUpAsync(broken, "go on");
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Message.ShouldContain("start a new attempt");
        InstallLfs();
        try
        {
            var attempt = await _http.DoneAsync(project, "cat big.bin; echo 'more' > more.bin");
            (await _http.OutputAsync(await _http.LastAsync(attempt, 1))).ShouldContain("the whole");
            await _http.MergedAsync(attempt);
            Git("cat-file", "-p", "main:more.bin").ShouldStartWith("version https://git-lfs");
            Git("cat-file", "-p", "main:big.bin").ShouldBe(Pointer.Trim());
            File.ReadAllText(Path.Combine(_path, "more.bin")).ShouldBe("the whole\n");
        }
        finally
        {
            File.Delete(Path.Combine(_place.At("bin"), "git-lfs"));
        }
    }

    [Fact]
    public async Task Pointers_that_nobody_resolves_stay_as_they_are()
    {
        Write(_path, ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        Write(_path, "big.bin", Pointer);
        Git("add", "-A");
        Git("commit", "-q", "-m", "pointers, and no filter configured");
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "cat big.bin; cp big.bin copy.bin");
        await _http.MergedAsync(attempt);
        Git("rev-parse", "main:copy.bin").ShouldBe(Git("rev-parse", "main:big.bin"));
        File.ReadAllText(Path.Combine(_path, "copy.bin")).ShouldBe(Pointer);
    }

    [Fact]
    public async Task Work_outside_of_a_sparse_checkout_is_kept_and_merged()
    {
        Write(_path, "docs/guide.md", "guide\n");
        Git("add", "-A");
        Git("commit", "-q", "-m", "docs");
        Git("sparse-checkout", "set", "src");
        Directory.Exists(Path.Combine(_path, "docs")).ShouldBeFalse();
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(
            project,
            "ls; mkdir -p docs tools; echo t > tools/t.sh; echo n > docs/new.md; echo x >> src/a.c"
        );
        var process = await _http.LastAsync(attempt, 1);
        process.Text("exit_note").ShouldBeEmpty();
        var diff = await DiffAsync(attempt);
        diff.ShouldBe(["docs/new.md", "src/a.c", "tools/t.sh"]);
        await _http.MergedAsync(attempt);
        Git("ls-tree", "-r", "--name-only", "main", "docs", "tools")
            .ShouldBe("docs/guide.md\ndocs/new.md\ntools/t.sh");
        Git("show", "main:docs/guide.md").ShouldBe("guide");
        Git("status", "--porcelain").ShouldBeEmpty();
        File.Exists(Path.Combine(_path, "docs", "guide.md")).ShouldBeFalse("still sparse");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hooks_that_fail_keep_nothing_from_being_made_committed_and_merged(
        bool elsewhere
    )
    {
        var hooks = Path.Combine(_path, elsewhere ? "own-hooks" : ".git/hooks");
        var ran = _place.At($"ran-{Guid.NewGuid():N}");
        string[] names =
        [
            "pre-commit",
            "commit-msg",
            "prepare-commit-msg",
            "post-commit",
            "post-checkout",
            "pre-merge-commit",
            "post-merge",
            "post-rewrite",
            "pre-rebase",
            "post-index-change",
            "reference-transaction",
        ];
        var project = await _http.AddProjectAsync(_path);
        foreach (var name in names)
            WriteProgram(hooks, name, $"#!/bin/sh\necho {name} >> '{ran}'\nexit 1\n");
        if (elsewhere)
            Git("config", "core.hooksPath", "own-hooks");
        File.AppendAllText(Path.Combine(_path, ".git", "info", "exclude"), "own-hooks\n");
        var attempt = await _http.DoneAsync(project, "echo one > one.txt");
        await _http.MergedAsync(attempt);
        await _http.FollowUpAsync(attempt, "two");
        await _http.LastAsync(attempt, 2);
        (await _http.DoAsync(attempt, "rebase")).Status.ShouldBe(HttpStatusCode.OK);
        File.ReadAllText(Path.Combine(_path, "one.txt")).ShouldBe("one\n");
        File.Exists(ran).ShouldBeFalse(File.Exists(ran) ? File.ReadAllText(ran) : "");
    }

    [Fact]
    public async Task A_hook_that_refuses_the_agents_own_commit_is_shown_and_its_work_is_kept()
    {
        WriteProgram(
            Path.Combine(_path, ".git", "hooks"),
            "pre-commit",
            "#!/bin/sh\necho 'no commits on Sunday' >&2\nexit 1\n"
        );
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.RunAsync(
            project,
            "Own",
            command: "echo w > w.txt; git add -A; git commit -m own"
        );
        var process = await _http.LastAsync(attempt, 1);
        Support.Wire.Status(process).ShouldBe("failed");
        (await _http.OutputAsync(process)).ShouldContain("no commits on Sunday");
        Git("show", $"{await _http.BranchAsync(attempt)}:w.txt").ShouldBe("w");
    }

    [Fact]
    public async Task Repositories_that_an_agent_leaves_inside_are_no_part_of_the_merge_and_not_lost()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(
            project,
            """
            set -e
            echo plain > plain.txt
            git init -q unborn && echo u > unborn/u.txt
            git init -q born && cd born && echo b > b.txt && git add -A
            git -c user.name=A -c user.email=a@b commit -q -m b
            echo open > open.txt
            """
        );
        await _http.MergedAsync(attempt);
        Git("ls-tree", "--name-only", "main").Split('\n').ShouldContain("plain.txt");
        Git("ls-tree", "-r", "main").ShouldNotContain("born");
        var worktree = await _http.WorktreeAsync(attempt);
        File.ReadAllText(Path.Combine(worktree, "unborn", "u.txt")).ShouldBe("u\n");
        Directory.Delete(worktree, recursive: true);
        await _http.FollowUpAsync(attempt, "back");
        Support.Wire.Status(await _http.LastAsync(attempt, 2)).ShouldBe("completed");
        // Merged work stands on another commit than the snapshot, which keeps them all the same.
        var snapshot = Git("for-each-ref", "--format=%(refname)", $"refs/forge/snap/{attempt}/1");
        var nested = JsonNode
            .Parse(Git("log", "-1", "--format=%b", snapshot))!
            .AsArray()
            .ToDictionary(n => n.Text("Path"), n => n.Text("Commit"));
        Git("show", $"{nested["unborn"]}:u.txt").ShouldBe("u");
        Git("show", $"{nested["born"]}:open.txt").ShouldBe("open");
        Git("show", $"{nested["born"]}^:b.txt").ShouldBe("b");
    }

    private async Task<IReadOnlyList<string>> DiffAsync(Guid attempt)
    {
        using var answer = await _http.GetAsync($"/api/task-attempts/{attempt}/patch");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return
        [
            .. text.Split('\n')
                .Where(line => line.StartsWith("diff --git ", StringComparison.Ordinal))
                .Select(line => line[(line.LastIndexOf(" b/", StringComparison.Ordinal) + 3)..])
                .Order(StringComparer.Ordinal),
        ];
    }

    // As `git lfs install --local` leaves it, and the pointers in the commit.
    private void UseLfs()
    {
        Write(_path, ".gitattributes", "*.bin filter=lfs -text\n");
        Write(_path, "big.bin", Pointer);
        Git("add", "-A");
        Git("commit", "-q", "-m", "big");
        Git("config", "filter.lfs.clean", "git-lfs clean -- %f");
        Git("config", "filter.lfs.smudge", "git-lfs smudge -- %f");
        Git("config", "filter.lfs.required", "true");
    }

    // Real enough: a pointer goes in, a pointer comes out.
    private void InstallLfs() =>
        WriteProgram(
            _place.At("bin"),
            "git-lfs",
            $"#!/bin/sh\ncat >/dev/null\ncase $1 in\nclean) printf '{Pointer.Replace("\n", "\\n")}';;\n"
                + "smudge) echo 'the whole';;\nesac\n"
        );

    private string Git(params string[] arguments) => _place.Git(_path, arguments);
}
