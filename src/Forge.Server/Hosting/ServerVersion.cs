namespace Forge.Server.Hosting;

internal static class ServerVersion
{
    public static string Text { get; } =
        typeof(ServerVersion).Assembly.GetName().Version!.ToString(3);
}
