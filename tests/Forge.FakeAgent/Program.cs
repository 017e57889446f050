using Forge.FakeAgent;

// What to be: the first argument, else FORGE_FAKE, else (started under the name claude) Claude's wire.
var arguments = args.ToList();
var words = Environment.GetEnvironmentVariable("FORGE_FAKE");
if (OwnName() == "claude")
    arguments.Insert(0, "stream-json");
else if (!string.IsNullOrWhiteSpace(words))
    arguments.InsertRange(0, words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

if (arguments.Count == 0)
    return await Verbs.UnknownAsync("(none)");
var rest = arguments[1..];
return arguments[0] switch
{
    "replay" => await Verbs.ReplayAsync(rest),
    "hang" => await Verbs.HangAsync(),
    "flood" => await Verbs.FloodAsync(rest),
    "ignore-interrupt" => await Verbs.IgnoreInterruptAsync(),
    "spawn-grandchild" => await Verbs.SpawnGrandchildAsync(),
    "die-mid-line" => await Verbs.DieMidLineAsync(),
    "echo-lines" => await Verbs.EchoLinesAsync(),
    "stream-json" => await new ClaudeWire(rest).RunAsync(),
    var other => await Verbs.UnknownAsync(other),
};

static string OwnName()
{
    var line = File.ReadAllText("/proc/self/cmdline");
    return Path.GetFileName(line.Split('\0')[0]);
}
