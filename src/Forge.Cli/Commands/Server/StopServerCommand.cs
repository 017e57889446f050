using System.CommandLine;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Server;

/// <summary><c>forge stop-server</c>: ends the server of this machine; agents run on.</summary>
internal static class StopServerCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "stop-server",
            "Stop the server; agents run on, and the next start finds them"
        );
        command.SetAction(
            async (_, ct) =>
            {
                if (here.Variable("FORGE_URL") is { } remote)
                    throw CommandFailed.Usage(
                        $"FORGE_URL names {remote}: stop that server on its own machine"
                    );
                var address = new Connection(here).State.Address();
                if (address is null || !ServerProcess.IsServer(address.Pid))
                {
                    here.Terminal.Line("No server runs");
                    return ExitCodes.Ok;
                }
                if (!await ServerProcess.StopAsync(address.Pid, Limit, here.Time, ct))
                    throw new CommandFailed(
                        ExitCodes.Failed,
                        $"The server (process {address.Pid}) did not end within {Limit.TotalSeconds:0} s; type: kill -9 {address.Pid}"
                    );
                here.Terminal.Line(
                    "The server is stopped. Agents that were at work run on; any forge command finds them again."
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
