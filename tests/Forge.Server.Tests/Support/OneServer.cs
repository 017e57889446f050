namespace Forge.Server.Tests.Support;

/// <summary>One server for all tests of a class that do not kill it.</summary>
public sealed class OneServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var place = new Place();
        place.PutFakeClaude();
        Server = await RunningServer.StartAsync(
            place,
            ("EXAMPLE_API_KEY", "passed-on"),
            ("FORGE_SECRET", "never-passed")
        );
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
