using Forge.Cli;

return await CommandLine.RunAsync(args, Surroundings.OfThisProcess());
