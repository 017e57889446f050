namespace Forge.Server.Tests.Support;

/// <summary>What was recorded from other programs.</summary>
internal static class RecordedFiles
{
    public static string Find(params string[] parts)
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var path = Path.Combine([folder.FullName, "tests", "Recorded", .. parts]);
            if (Path.Exists(path))
                return path;
        }
        throw new FileNotFoundException(
            $"tests/Recorded/{string.Join('/', parts)} is not above {AppContext.BaseDirectory}"
        );
    }
}
