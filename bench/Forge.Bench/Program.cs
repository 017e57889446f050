using System.CommandLine;
using Forge.Bench;
using Forge.Bench.Lists;
using Forge.Bench.Planning;
using Forge.Bench.Plans;
using Forge.Bench.Radar;

// Whoever interrupts a run gets what was measured so far; what was started is ended and removed before.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
if (args is ["plans", ..])
    return PlansCommand.Create().Parse(args[1..]).Invoke();
if (args is ["list", ..])
    return await ListCommand.Create().Parse(args[1..]).InvokeAsync(patience);
if (args is ["radar", ..])
    return await RadarCommand.Create().Parse(args[1..]).InvokeAsync(patience);
return args is ["planning", ..]
    ? PlanningCommand.Create().Parse(args[1..]).Invoke()
    : await CompareCommand.Create().Parse(args).InvokeAsync(patience);
