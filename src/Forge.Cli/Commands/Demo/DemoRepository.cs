using System.Globalization;
using Forge.Cli.Machine;

namespace Forge.Cli.Commands.Demo;

/// <summary>A small real repository, made anew for each demo out of the sample that ships with Forge.</summary>
internal static class DemoRepository
{
    private const string Author = "Forge demo";
    private const string Email = "demo@forge.invalid";

    /// <returns>Its path.</returns>
    public static async Task<string> MakeAsync(StateDirectory state, CancellationToken ct)
    {
        var sample = Path.Combine(AppContext.BaseDirectory, "samples", "greeter");
        if (!Directory.Exists(sample))
            throw new CommandFailed(
                ExitCodes.Failed,
                $"The sample is missing: {sample}; start forge by its launcher, which builds it"
            );
        state.Create();
        var target = NewDirectory(state);
        Copy(sample, target);
        await RequireAsync(target, ct, "init", "--quiet", "--initial-branch=main");
        if (!await Repositories.KnowsAuthorAsync(target, ct))
        {
            await RequireAsync(target, ct, "config", "user.name", Author);
            await RequireAsync(target, ct, "config", "user.email", Email);
        }
        await RequireAsync(target, ct, "add", "--all");
        await RequireAsync(
            target,
            ct,
            "-c",
            "commit.gpgSign=false",
            "-c",
            "core.hooksPath=/dev/null",
            "commit",
            "--quiet",
            "-m",
            "A greeter"
        );
        return target;
    }

    private static string NewDirectory(StateDirectory state)
    {
        var parent = state.Combine("demo");
        Directory.CreateDirectory(parent);
        for (var number = 1; ; number++)
        {
            var target = Path.Combine(parent, number.ToString(CultureInfo.InvariantCulture));
            if (Directory.Exists(target))
                continue;
            Directory.CreateDirectory(target);
            return Path.Combine(target, "greeter");
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var directory in Directory.EnumerateDirectories(from))
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
    }

    private static async Task RequireAsync(
        string directory,
        CancellationToken ct,
        params string[] arguments
    )
    {
        var result = await Repositories.GitAsync(directory, ct, arguments);
        if (result.ExitCode == 127)
            throw new CommandFailed(
                ExitCodes.Failed,
                "git is not installed; type: sudo apt install git"
            );
        if (result.ExitCode != 0)
            throw new CommandFailed(
                ExitCodes.Failed,
                $"git {arguments[0]} failed in {directory}: {result.Error.Trim()}"
            );
    }
}
