namespace Forge.FakeAgent;

/// <summary>What was said in a conversation, kept below HOME as the real agent does, so that a resume can prove its context.</summary>
internal sealed class FakeHistory(string session)
{
    private readonly string _path = Path.Combine(
        Environment.GetEnvironmentVariable("HOME") ?? "/tmp",
        ".fake-claude",
        session
    );

    public bool Exists => File.Exists(_path);

    public IReadOnlyList<string> Prompts => Exists ? File.ReadAllLines(_path) : [];

    public void Add(string prompt)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.AppendAllText(_path, prompt.ReplaceLineEndings(" ") + "\n");
    }
}
