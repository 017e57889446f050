using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;

namespace Forge.Server.Tests.Support;

/// <summary>The real server as a process of its own, with an own state directory and HOME, killed at the end with all it started.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly SocketsHttpHandler Handler = new()
    {
        UseProxy = false,
        UseCookies = false,
    };

    private readonly Dictionary<string, string> _environment;
    private Process? _process;

    private RunningServer(Place place, Dictionary<string, string> environment)
    {
        Place = place;
        _environment = environment;
    }

    public Place Place { get; }
    public string Url { get; private set; } = "";
    public string Token => File.ReadAllText(Path.Combine(Place.State, "token")).Trim();
    public string Log => File.ReadAllText(Place.At("server.log"));

    public static async Task<RunningServer> StartAsync(
        Place place,
        params (string, string)[] settings
    )
    {
        var server = new RunningServer(place, settings.ToDictionary(s => s.Item1, s => s.Item2));
        await server.StartAsync();
        return server;
    }

    public HttpClient Http(bool withToken = true)
    {
#pragma warning disable RS0030 // The handler is shared; the client is only a set of headers.
        var http = new HttpClient(Handler, disposeHandler: false) { BaseAddress = new Uri(Url) };
#pragma warning restore RS0030
        if (withToken)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                Token
            );
        return http;
    }

    public async Task StartAsync()
    {
        var address = Path.Combine(Place.State, "server.json");
        _process = Process.Start(Info())!;
        using var limit = new CancellationTokenSource(Deadline);
        // One that was killed leaves its address behind; that of another server is left alone.
        while (!IsIts(address))
        {
            if (_process.HasExited)
                throw new InvalidOperationException(
                    $"The server ended with {_process.ExitCode}: {Log}"
                );
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
        Url = JsonNode.Parse(await File.ReadAllTextAsync(address, limit.Token))![
            "url"
        ]!.GetValue<string>();
    }

    // What a power cut left of an older one may be torn.
    private bool IsIts(string address)
    {
        try
        {
            return File.Exists(address) && Runs.ServerPid(Place) == _process!.Id;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>As a crash does it: no word, no cleaning up.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
    }

    public async Task StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process!.Id.ToString()]);
        await _process.WaitForExitAsync().WaitAsync(Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        Place.Dispose();
    }

    private ProcessStartInfo Info()
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "Forge.Server.dll");
        var info = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c",
                "exec dotnet \"$1\" >>\"$2\" 2>&1",
                "sh",
                dll,
                Place.At("server.log"),
            },
        };
        info.Environment.Clear();
        foreach (var name in new[] { "PATH", "DOTNET_ROOT", "LANG" })
            if (Environment.GetEnvironmentVariable(name) is { } value)
                info.Environment[name] = value;
        info.Environment["PATH"] = $"{Place.At("bin")}:{info.Environment["PATH"]}";
        info.Environment["HOME"] = Place.Home;
        info.Environment["FORGE_HOME"] = Place.State;
        info.Environment["PORT"] = "0";
        info.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (var (name, value) in _environment)
            info.Environment[name] = value;
        return info;
    }
}
