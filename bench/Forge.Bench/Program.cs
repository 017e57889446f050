using System.CommandLine;
using Forge.Bench;

return await CompareCommand.Create().Parse(args).InvokeAsync();
