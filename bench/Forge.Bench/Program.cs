using System.CommandLine;
using Forge.Bench;
using Forge.Bench.Planning;

// Whoever interrupts a run gets what was measured so far; what was started is ended and removed before.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return args is ["planning", ..]
    ? PlanningCommand.Create().Parse(args[1..]).Invoke()
    : await CompareCommand.Create().Parse(args).InvokeAsync(patience);
