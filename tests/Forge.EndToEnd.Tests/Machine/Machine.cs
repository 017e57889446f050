using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Forge.EndToEnd.Tests.Machine;

/// <summary>What one command said.</summary>
internal sealed record Said(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>Ends the test with everything that was said when the command did not work.</summary>
    public Said Ok()
    {
        ExitCode.ShouldBe(0, Output + Error);
        return this;
    }
}

/// <summary>
/// A person's machine: an empty home, the real command line and the real server as they were built, a repository. All of
/// it goes when the test ends.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _home = Directory.CreateTempSubdirectory("forge-e2e-").FullName;

    public string State => Path.Combine(_home, ".local", "state", "forge");
    public string Repository => Path.Combine(_home, "repo");

    /// <summary>Programs of the test's own; they are found before those of the machine.</summary>
    public string Programs => Path.Combine(_home, "bin");

    public static async Task<Machine> NewAsync()
    {
        var machine = new Machine();
        Directory.CreateDirectory(machine.Programs);
        Directory.CreateDirectory(machine.Repository);
        await File.WriteAllTextAsync(Path.Combine(machine.Repository, "work.txt"), "start\n");
        foreach (var line in new[] { "init -q -b main", "add -A", "commit -q -m start" })
            (await machine.RunAsync("git", line.Split(' '))).Ok();
        return machine;
    }

    public Task<Said> ForgeAsync(params string[] arguments) =>
        RunAsync("dotnet", [Built("Forge.Cli"), .. arguments]);

    /// <summary>Where another directory is the one a person stands in.</summary>
    public async Task<Said> ForgeInAsync(string directory, params string[] arguments)
    {
        var info = Info("dotnet", [Built("Forge.Cli"), .. arguments]);
        info.WorkingDirectory = directory;
        using var process = Start(info);
        return await EndAsync(process);
    }

    public Task<Said> ForgeWithAsync(string variable, string value, params string[] arguments) =>
        ForgeWithAsync([(variable, value)], arguments);

    public async Task<Said> ForgeWithAsync(
        (string Name, string Value)[] variables,
        params string[] arguments
    )
    {
        var info = Info("dotnet", [Built("Forge.Cli"), .. arguments]);
        foreach (var (name, value) in variables)
            info.Environment[name] = value;
        using var process = Start(info);
        return await EndAsync(process);
    }

    /// <summary>On a terminal of its own, as a person sits at it.</summary>
    public Task<Said> ForgeOnTerminalAsync(params string[] arguments)
    {
        var words = new[] { "env", "TERM=xterm-256color", "dotnet", Built("Forge.Cli") }
            .Concat(arguments)
            .Select(word => $"'{word}'");
        return RunAsync("script", "-qefc", string.Join(' ', words), "/dev/null");
    }

    public async Task<Said> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        return await EndAsync(process);
    }

    /// <summary>Starts a command that is to be disturbed while it runs.</summary>
    public Process StartForge(params string[] arguments) =>
        Start("dotnet", [Built("Forge.Cli"), .. arguments]);

    public static async Task<Said> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Said(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{string.Join(' ', process.StartInfo.ArgumentList)} did not end within {Limit}"
            );
        }
    }

    public int ServerPid() => Server()["pid"]!.GetValue<int>();

    /// <summary>What the server wrote about itself.</summary>
    public JsonNode Server() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(State, "server.json")))!;

    /// <summary>Waits for a condition; it is asked again and again, for a while.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            clock.Elapsed.ShouldBeLessThan(Limit, what);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ForgeAsync("stop-server");
        // Agents that a test left at work carry the home's path in their arguments or stand in it.
        foreach (var pid in ProcessesIn(_home))
            Process.GetProcessById(pid).Kill();
        await UntilAsync(
            () => Task.FromResult(!ProcessesIn(_home).Any()),
            "the test's processes end"
        );
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Processes whose working directory is inside a folder.</summary>
    public static IEnumerable<int> ProcessesIn(string folder) =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(entry => int.TryParse(Path.GetFileName(entry), out _))
            .Where(entry =>
            {
                try
                {
                    return new FileInfo(Path.Combine(entry, "cwd")).LinkTarget?.StartsWith(folder)
                        == true;
                }
                catch (IOException)
                {
                    return false;
                }
                catch (UnauthorizedAccessException)
                {
                    return false;
                }
            })
            .Select(entry => int.Parse(Path.GetFileName(entry)));

    private Process Start(string program, string[] arguments) => Start(Info(program, arguments));

    private static Process Start(ProcessStartInfo info)
    {
        var process = Process.Start(info)!;
        process.StandardInput.Close();
        return process;
    }

    private ProcessStartInfo Info(string program, string[] arguments)
    {
        // A test runner may run with Ctrl+C switched off, and children inherit that.
        var info = new ProcessStartInfo("env")
        {
            ArgumentList = { "--default-signal=INT", program },
            WorkingDirectory = Repository,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        foreach (
            var name in info
                .Environment.Keys.Where(name =>
                    name.StartsWith("FORGE_") || name.StartsWith("XDG_")
                )
                .ToList()
        )
            info.Environment.Remove(name);
        info.Environment["HOME"] = _home;
        info.Environment["PATH"] = $"{Programs}:{info.Environment["PATH"]}";
        info.Environment["PORT"] = "0";
        info.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        info.Environment["GIT_AUTHOR_NAME"] = info.Environment["GIT_COMMITTER_NAME"] = "A Person";
        info.Environment["GIT_AUTHOR_EMAIL"] = info.Environment["GIT_COMMITTER_EMAIL"] =
            "person@example.invalid";
        info.Environment["FORGE_SERVER"] = Built("Forge.Server");
        return info;
    }

    /// <summary>A program beside this test's own, built in the same way.</summary>
    public static string Built(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var root = own.Parent!.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(
            root.FullName,
            "src",
            project,
            "bin",
            own.Parent.Name,
            own.Name,
            project + ".dll"
        );
    }
}
