using System.CommandLine;
using System.Net;
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
                var server = ServerAsync(here, connection, ct);
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
        Surroundings here,
        Connection connection,
        CancellationToken ct
    )
    {
        var forge = here.Name;
        try
        {
            var client = await connection.OpenAsync(ct);
            var facts = await client.DoctorAsync(ct);
            return [Answers(client, facts, connection, forge), Database(facts)];
        }
        catch (CommandFailed error)
        {
            return [Finding.Missing("server", error.Message, $"{forge} serve   (shows why)")];
        }
        catch (ForgeUnreachable error) when (here.Variable("FORGE_URL") is { } remote)
        {
            return
            [
                Finding.Missing("server", error.Message, $"curl {remote}/health   (is it there?)"),
            ];
        }
        catch (ForgeUnreachable error)
        {
            return [Finding.Missing("server", error.Message, $"{forge} serve   (shows why)")];
        }
        catch (ForgeError error)
        {
            return
            [
                error.Status == HttpStatusCode.Forbidden
                    ? Finding.Ok("server", "it answers, but this token may not ask for more")
                : error.Status == HttpStatusCode.Unauthorized
                    ? Finding.Missing(
                        "server",
                        "it refuses the token",
                        "export FORGE_TOKEN=…   (what stands in the file 'token' of its state directory)"
                    )
                : Finding.Missing("server", error.Message, $"{forge} stop-server"),
            ];
        }
    }

    private static Finding Answers(
        ForgeClient client,
        ServerFacts facts,
        Connection connection,
        string forge
    )
    {
        var own = typeof(DoctorCommand).Assembly.GetName().Version?.ToString(3);
        var fact =
            $"{facts.Version} at {client.Address} (process {facts.Pid}, {Words.Bytes(facts.MemoryBytes)}, {Words.Count(facts.RunningProcesses, "run")} at work)";
        var restart = $"{forge} stop-server   (the next command starts the new one; agents run on)";
        if (own is not null && !facts.Version.StartsWith(own, StringComparison.Ordinal))
            return Finding.Warn("server", $"{fact}; this command is {own}", restart);
        return connection.IsOlderBuild()
            ? Finding.Warn("server", $"{fact}; it is an older build than this command", restart)
            : Finding.Ok("server", fact);
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
