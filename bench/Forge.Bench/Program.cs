using System.CommandLine;

var root = new RootCommand("Measures a server that speaks the Forge wire API, from outside.");
return await root.Parse(args).InvokeAsync();
