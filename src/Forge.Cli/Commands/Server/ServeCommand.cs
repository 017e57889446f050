using System.CommandLine;
using Forge.Cli.Machine;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Server;

/// <summary><c>forge serve</c>: becomes the server, in the foreground.</summary>
internal static class ServeCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "serve",
            "Run the server in the foreground (other commands start it by themselves)"
        );
        command.SetAction(
            async (_, ct) =>
            {
                var connection = new Connection(here);
                if (
                    here.Variable("FORGE_URL") is null
                    && await connection.RunningAsync(ct) is { } running
                )
                    throw new CommandFailed(
                        ExitCodes.Failed,
                        $"A server runs already at {running.Address}; {here.Name} stop-server ends it (agents run on)"
                    );
                connection.State.Create();
                var line = ServerStarter.Command(here);
                // One process instead of two: signals, exit code and process id are the server's own.
                var error = NativeCalls.Become(line[0], [.. line.Skip(1)]);
                throw new CommandFailed(
                    ExitCodes.Failed,
                    $"{line[0]} could not be started (error {error})"
                );
            }
        );
        return command;
    }
}
