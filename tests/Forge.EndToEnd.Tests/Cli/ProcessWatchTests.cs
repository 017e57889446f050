using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Cli.Conversations;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class ProcessWatchTests
{
    private readonly ProcessWatch _watch = new();

    private static JsonNode Node(ExecutionProcess process) =>
        JsonSerializer.SerializeToNode(process, ForgeJson.Wire.ExecutionProcess)!;

    private void All(params ExecutionProcess[] processes) =>
        _watch.Apply(
            new PatchOperation
            {
                Op = "replace",
                Path = "/execution_processes",
                Value = new JsonObject(
                    processes.Select(one =>
                        KeyValuePair.Create(one.Id.ToString(), (JsonNode?)Node(one))
                    )
                ),
            }
        );

    private void Put(ExecutionProcess process) =>
        _watch.Apply(
            new PatchOperation
            {
                Op = "add",
                Path = $"/execution_processes/{process.Id}",
                Value = Node(process),
            }
        );

    [Fact]
    public void Nothing_is_not_rest() => _watch.IsIdle.ShouldBeFalse();

    [Fact]
    public void A_setup_that_went_well_still_has_its_agent_to_come()
    {
        All(CliSupport.Process(0, ProcessStatus.Completed, RunReason.SetupScript, more: true));
        _watch.IsIdle.ShouldBeFalse();
        Put(CliSupport.Process(1, ProcessStatus.Completed));
        _watch.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void A_setup_that_failed_is_the_end()
    {
        All(CliSupport.Process(0, ProcessStatus.Failed, RunReason.SetupScript, more: true));
        _watch.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void A_dev_server_keeps_nobody_waiting()
    {
        All(
            CliSupport.Process(0, ProcessStatus.Completed),
            CliSupport.Process(1, reason: RunReason.DevServer)
        );
        _watch.IsIdle.ShouldBeTrue();
        _watch.InOrder.Count.ShouldBe(1);
    }

    [Fact]
    public void A_changed_process_takes_its_own_place()
    {
        var (first, second) = (CliSupport.Process(0), CliSupport.Process(1));
        All(second, first);
        Put(first with { Status = ProcessStatus.Killed });
        _watch.InOrder.Select(one => one.Id).ShouldBe([first.Id, second.Id]);
        _watch[first.Id]!.Status.ShouldBe(ProcessStatus.Killed);
    }
}
