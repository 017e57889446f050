using Forge.Cli;
using Forge.Cli.Machine;
using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>A repository with a wish, and the command line in it; the clock stands still until it is moved.</summary>
internal sealed class PlanDesk : IDisposable
{
    private const string Login = """
        # Wish: Login

        **Status:** APPROVED

        ## <spec_contract>
        - **Scope:** log in
        - **Success metrics:** it works
        </spec_contract>

        ## Execution Groups

        ### Group A – hash
        - **Goal:** compare
        - **Deliverables:** `src/a.c`
        - **Validation:** `git --version`

        ### Group B – form
        - **Goal:** show
        - **Dependencies:** A
        - **Validation:** `git --version`

        """;

    private readonly DirectoryInfo _place;
    private readonly bool _owned;
    private readonly StoppedClock _clock = new();

    private PlanDesk(string? inside)
    {
        _owned = inside is null;
        _place = inside is null
            ? Directory.CreateTempSubdirectory("forge-plan-")
            : new DirectoryInfo(inside);
    }

    public string Root => _place.FullName;

    /// <summary>Where the server is that commands are to ask; null: nowhere.</summary>
    public string? Server { get; set; }

    /// <summary>What a person answers when they are asked; null: nobody is there.</summary>
    public string? Answer { get; set; }

    public string Output { get; private set; } = "";
    public string Notes { get; private set; } = "";
    public string WishFolder => Path.Combine(Root, ".genie", "wishes", "login");

    /// <param name="inside">An empty directory to use instead of a new one.</param>
    public static async Task<PlanDesk> NewAsync(string? inside = null, string wish = Login)
    {
        var desk = new PlanDesk(inside);
        await desk.GitAsync("init", "-q", "-b", "main");
        await desk.GitAsync(
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.invalid",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "start"
        );
        desk.Write(".genie/wishes/login/login-wish.md", wish);
        return desk;
    }

    public async Task GitAsync(params string[] arguments) =>
        (await Repositories.GitAsync(Root, CancellationToken.None, arguments)).ExitCode.ShouldBe(0);

    public void Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Later(TimeSpan time) => _clock.Now += time;

    public async Task<int> RunAsync(params string[] arguments)
    {
        var (output, notes) = (new StringWriter(), new StringWriter());
        var person = Answer is null ? null : new StringReader(Answer + "\n");
        var terminal = new Terminal(output, notes, false, colours: false, () => 120, person);
        var code = await CommandLine.RunAsync(
            arguments,
            new Surroundings(terminal, Variable, Root, _clock)
        );
        (Output, Notes) = (output.ToString(), notes.ToString());
        return code;
    }

    // Nothing of the machine that the tests run on: no server of a person is asked.
    private string? Variable(string name) =>
        name switch
        {
            "PATH" => Environment.GetEnvironmentVariable("PATH"),
            "FORGE_URL" => Server,
            "FORGE_HOME" => Path.Combine(Root, ".git", "no-state"),
            _ => null,
        };

    /// <summary>Every file outside of git's own, with its content.</summary>
    public SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
            if (Path.GetRelativePath(Root, file) is var path && !path.StartsWith(".git/"))
                files[path] = Convert.ToHexString(File.ReadAllBytes(file));
        return files;
    }

    public IEnumerable<string> Folders() =>
        Directory
            .EnumerateDirectories(Path.Combine(Root, ".genie"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal);

    // A mounted disk stays; what is in it goes.
    public void Dispose()
    {
        foreach (var inside in _place.EnumerateFileSystemInfos())
            if (inside is DirectoryInfo { LinkTarget: null } folder)
                folder.Delete(recursive: true);
            else
                inside.Delete();
        if (_owned)
            _place.Delete();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 26, 18, 5, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
