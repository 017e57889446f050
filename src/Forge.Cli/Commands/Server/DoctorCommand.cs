using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Server;

/// <summary><c>forge doctor</c>: what is missing or old, and what to type.</summary>
internal static class DoctorCommand
{
    public static Command Create(Surroundings here)
    {
        var json = Flags.Json();
        var command = new Command(
            "doctor",
            "Tell what is missing or old on this machine, and what to type"
        )
        {
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var connection = new Connection(here);
                var machine = new MachineChecks(here, connection.State).AllAsync(ct);
                var server = ServerAsync(connection, ct);
                IReadOnlyList<Finding> findings = [.. await machine, .. await server];
                if (parsed.GetValue(json))
                    here.Terminal.Line(
                        JsonSerializer.Serialize(findings, CliJson.Default.IReadOnlyListFinding)
                    );
                else
                    Print(here.Terminal, findings);
                return findings.Any(finding => finding.State == FindingState.Missing)
                    ? ExitCodes.Failed
                    : ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <summary>Starts the server when none runs: that it can start is the best thing to know.</summary>
    private static async Task<IEnumerable<Finding>> ServerAsync(
        Connection connection,
        CancellationToken ct
    )
    {
        try
        {
            var client = await connection.OpenAsync(ct);
            var facts = await client.DoctorAsync(ct);
            return [Answers(client, facts), Database(facts)];
        }
        catch (CommandFailed error)
        {
            return [Finding.Missing("server", error.Message, "forge serve   (shows why)")];
        }
        catch (ForgeUnreachable error)
        {
            return [Finding.Missing("server", error.Message, "forge serve   (shows why)")];
        }
        catch (ForgeError error)
        {
            return [Finding.Missing("server", error.Message, "forge stop-server")];
        }
    }

    private static Finding Answers(ForgeClient client, ServerFacts facts)
    {
        var own = typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3);
        var fact =
            $"{facts.Version} at {client.Address} (process {facts.Pid}, {Words.Bytes(facts.MemoryBytes)}, {Words.Count(facts.RunningProcesses, "run")} at work)";
        return own is null || facts.Version.StartsWith(own, StringComparison.Ordinal)
            ? Finding.Ok("server", fact)
            : Finding.Warn(
                "server",
                $"{fact}; this command is {own}",
                "forge stop-server   (the next command starts the new one)"
            );
    }

    private static Finding Database(ServerFacts facts) =>
        Finding.Ok("database", $"{facts.Database} {facts.DatabaseVersion}");

    private static void Print(Terminal terminal, IReadOnlyList<Finding> findings)
    {
        var width = findings.Max(finding => finding.Name.Length);
        foreach (var finding in findings)
        {
            var (word, paint) = finding.State switch
            {
                FindingState.Ok => ("ok     ", Paint.Green),
                FindingState.Warn => ("warn   ", Paint.Yellow),
                _ => ("missing", Paint.Red),
            };
            terminal.Line(
                $"{terminal.In(paint, word)}  {finding.Name.PadRight(width)}  {finding.Fact}"
            );
            if (finding.ToDo is { } toDo)
                terminal.Line(
                    $"{new string(' ', width + 11)}type: {terminal.In(Paint.Bold, toDo)}"
                );
        }
        var open = findings.Count(finding => finding.State != FindingState.Ok);
        terminal.Line(open == 0 ? "All is well." : $"{Words.Count(open, "thing")} to look at.");
    }
}
