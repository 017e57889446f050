namespace Forge.Server.Hosting;

/// <summary>How this program starts itself again.</summary>
internal static class SelfCommand
{
    public static IReadOnlyList<string> Words
    {
        get
        {
            var program = Environment.ProcessPath!;
            var assembly = Path.Combine(AppContext.BaseDirectory, "Forge.Server.dll");
            return Path.GetFileNameWithoutExtension(program) == "dotnet"
                ? [program, assembly]
                : [program];
        }
    }
}
