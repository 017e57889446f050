using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Forge.Bench.Machine;
using Forge.Bench.Wire;

namespace Forge.Bench.Servers;

/// <summary>A running server on a ground. Killed with everything that it started when this goes, the ground with it.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, string> _environment;
    private readonly Uri _address;
    private Process? _process;

    private LiveServer(IContestant contestant, Ground ground, int port)
    {
        Contestant = contestant;
        Ground = ground;
        _environment = contestant.Prepare(ground, port);
        _address = new Uri($"http://127.0.0.1:{port}");
        Wire = new ForgeWire(_address);
    }

    public IContestant Contestant { get; }
    public Ground Ground { get; }
    public ForgeWire Wire { get; }
    public ServerLoad Load => new(_process!.Id, Ground, Contestant.Agents);

    /// <summary>From the start of the program to its first good answer, in milliseconds.</summary>
    public double StartTook { get; private set; }

    public static async Task<LiveServer> StartAsync(
        IContestant contestant,
        CancellationToken ct,
        params (string Name, string Value)[] settings
    )
    {
        var ground = new Ground(contestant.Agents);
        var server = new LiveServer(contestant, ground, FreePort());
        foreach (var (name, value) in settings)
            server._environment[name] = value;
        try
        {
            await server.StartAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The program anew, on the same state.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var began = WallClock.Now;
        _process = Started.InBackground(Contestant.Command, _environment, Ground.Root, Ground.Log);
        while (!await AnswersAsync(ct))
        {
            if (_process.HasExited)
                throw new MeasureFailed($"{Contestant.Name} ended at its start: {LastWords()}");
            if (WallClock.MillisecondsSince(began) > Patience.TotalMilliseconds)
                throw new MeasureFailed($"{Contestant.Name} does not answer: {LastWords()}");
            await WallClock.PauseAsync(2, ct);
        }
        StartTook = WallClock.MillisecondsSince(began);
    }

    /// <summary>As a crash does it.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(ct);
        _process.Dispose();
        _process = null;
    }

    public async Task<Guid> AddProjectAsync(Repository repository, CancellationToken ct) =>
        await Wire.AddProjectAsync(repository.Path, ct);

    public ValueTask DisposeAsync()
    {
        Wire.Dispose();
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        Ground.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        if (!await ListensAsync())
            return false;
        Wire.Token ??= Contestant.Token(Ground);
        return await Wire.AnswersAsync(ct);
    }

    // Without an exception for each refusal: asking must not take the processor from the one that starts.
    private async Task<bool> ListensAsync()
    {
        var answer = new TaskCompletionSource<SocketError>();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var asked = new SocketAsyncEventArgs();
        asked.RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, _address.Port);
        asked.Completed += (_, done) => answer.TrySetResult(done.SocketError);
        if (!socket.ConnectAsync(asked))
            return asked.SocketError == SocketError.Success;
        return await answer.Task == SocketError.Success;
    }

    private string LastWords() =>
        File.Exists(Ground.Log)
            ? string.Join(" / ", File.ReadLines(Ground.Log).TakeLast(3))
            : "(no word)";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
