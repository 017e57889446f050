namespace Forge.Planning.Tests.Support;

/// <summary>Texts that a person approved. After a change that is meant, run with FORGE_APPROVE=1 and read the difference.</summary>
internal static class ApprovedText
{
    public static void Matches(string text, string name)
    {
        var path = Path.Combine(Root(), "tests/Forge.Planning.Tests/Reports/Approved", name);
        if (Environment.GetEnvironmentVariable("FORGE_APPROVE") == "1")
            File.WriteAllText(path, text);
        File.Exists(path).ShouldBeTrue($"nothing is approved for {name}");
        text.ShouldBe(File.ReadAllText(path));
    }

    public static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Forge.slnx")))
                return at.FullName;
        throw new DirectoryNotFoundException("the repository's root");
    }
}
