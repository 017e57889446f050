namespace Forge.Server.Tests.Support;

/// <summary>The recordings that stand beside the project, for tests only.</summary>
internal static class SharedFiles
{
    public static string Find(params string[] parts)
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var path = Path.Combine([folder.FullName, "shared", .. parts]);
            if (Path.Exists(path))
                return path;
        }
        throw new FileNotFoundException(
            $"shared/{string.Join('/', parts)} is not above {AppContext.BaseDirectory}"
        );
    }
}
