using System.Globalization;
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>The names in a session's directory. It holds no state: the files do.</summary>
internal sealed record SessionDirectory(string Path, Guid Id)
{
    public string SpecFile => In("spec.json");
    public string Claim => In("claim");

    /// <summary>Made by a wrapper as a file, by a recovery that gives up, or an older wrapper, as a directory.</summary>
    public bool IsClaimed => System.IO.Path.Exists(Claim);

    /// <summary>Made by recovery after its claim, so that a claim of the wrapper is told apart from it.</summary>
    public string Abandoned => In("abandoned");
    public string Wrapper => In("wrapper");
    public string WrapperErrors => In("wrapper.err");
    public string Pid => In("pid");
    public string InLog => In("in.log");
    public string OutLog => In("out.log");
    public string ErrLog => In("err.log");
    public string Bell => In("bell");

    /// <summary>The way of the feed into the agent. Its name is of no use any more once the wrapper has it open.</summary>
    public string Pipe => In("pipe");

    /// <summary>For the agent: what it was told to do.</summary>
    public string Prompt => In("prompt");
    public string EndOfInput => In("eof");
    public string Exit => In("exit");

    /// <summary>Everything the session starts carries this as <c>FORGE_SESSION</c>.</summary>
    public string Mark => Id.ToString("D");

    public SessionSpec ReadSpec() => SessionSpec.FromJson(File.ReadAllBytes(SpecFile));

    /// <summary>The recorder; null as long as it has not written its line.</summary>
    public ProcessIdentity? ReadWrapper() => ReadIdentity(Wrapper);

    /// <summary>The agent; null as long as it has not written its line.</summary>
    public ProcessIdentity? ReadAgent() => ReadIdentity(Pid);

    /// <summary>The exit code; null when none was recorded.</summary>
    public int? ReadExit() =>
        int.TryParse(
            Files.TryReadText(Exit)?.Trim(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var code
        )
            ? code
            : null;

    private static ProcessIdentity? ReadIdentity(string path) =>
        Files.TryReadText(path) is { } text ? ProcessIdentity.Parse(text) : null;

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
