using System.Diagnostics;

namespace Forge.Server.Tests.Support;

/// <summary>A folder with a repository, a HOME and a state directory. When it goes, so does every process that was started in it.</summary>
internal sealed class Place : IDisposable
{
    private readonly string _outer = Directory.CreateTempSubdirectory("forge-place-").FullName;

    private readonly List<IDisposable> _kept = [];

    /// <param name="name">A name of its own for the folder, for tests of odd ones.</param>
    public Place(string name = "")
    {
        Root = Path.Combine(_outer, name).TrimEnd('/');
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(At("bin"));
        Repository = MakeRepository("repo");
    }

    public string Root { get; }
    public string Home => At("home");
    public string State => At("state");
    public string Repository { get; }

    /// <summary>Goes after the processes and before the files: a disk that is mounted here.</summary>
    public T Keep<T>(T thing)
        where T : IDisposable
    {
        _kept.Add(thing);
        return thing;
    }

    public string At(string name) => Path.Combine(Root, name);

    public string MakeRepository(string name)
    {
        var path = At(name);
        Directory.CreateDirectory(Path.Combine(path, "src"));
        for (var i = 1; i <= 3; i++)
            File.WriteAllText(Path.Combine(path, $"f{i}.txt"), $"file {i}\n");
        File.WriteAllText(Path.Combine(path, "src", "a.c"), "int main(void) { return 0; }\n");
        Git(path, "init", "-q", "-b", "main");
        Git(path, "config", "user.name", "A Person");
        Git(path, "config", "user.email", "person@example.test");
        Git(path, "add", "-A");
        Git(path, "commit", "-q", "-m", "init");
        Git(path, "branch", "dev");
        return path;
    }

    /// <summary>Puts the fake agent on the server's PATH under the name of a real one.</summary>
    public void PutFakeClaude()
    {
        var agent = Path.Combine(AppContext.BaseDirectory, "forge-fake-agent.dll");
        var path = Path.Combine(At("bin"), "claude");
        File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{agent}' stream-json \"$@\"\n");
        File.SetUnixFileMode(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    public string Git(string directory, params string[] arguments)
    {
        var info = new ProcessStartInfo("git", ["-C", directory, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["HOME"] = Home;
        info.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var git = Process.Start(info)!;
        var error = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException(
                $"git {string.Join(' ', arguments)}: {error.Result}"
            );
    }

    /// <summary>A worktree that is just being made has no commit yet; one that stays so is a fault.</summary>
    public async Task<string> FsckAsync(string directory, params string[] options)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (true)
            try
            {
                return Git(directory, ["fsck", .. options]);
            }
            catch (InvalidOperationException error)
                when (error.Message.Contains("error: worktrees/", StringComparison.Ordinal)
                    && !limit.IsCancellationRequested
                )
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
    }

    /// <summary>Ends everything that was started under this place.</summary>
    public void EndAll()
    {
        foreach (var pid in Inside())
            Kill(pid);
    }

    public void Dispose()
    {
        EndAll();
        foreach (var thing in _kept)
            thing.Dispose();
        // Names that are no UTF-8 cannot be deleted from here.
        using var remove = Process.Start("rm", ["-rf", "--", _outer]);
        remove.WaitForExit();
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit(5_000);
        }
        catch (ArgumentException)
        {
            // It went by itself.
        }
    }

    // What was started under this place has its HOME in its environment.
    private IEnumerable<int> Inside()
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), out var pid) || pid == Environment.ProcessId)
                continue;
            if (Reads(Path.Combine(entry, "environ"), $"HOME={Home}\0"))
                yield return pid;
        }
    }

    private static bool Reads(string path, string part)
    {
        try
        {
            return File.ReadAllText(path).Contains(part, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
