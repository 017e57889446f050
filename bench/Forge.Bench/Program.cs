using System.CommandLine;
using Forge.Bench;

// Whoever interrupts a run gets what was measured so far; what was started is ended and removed before.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) };
return await CompareCommand.Create().Parse(args).InvokeAsync(patience);
