using System.Text;
using System.Text.Json.Nodes;

namespace Forge.Server.Tests.BadClients;

/// <summary>Makes wrong things out of right ones. Nothing it makes does harm, also where it is run as a command.</summary>
internal sealed class Mutations(Random random)
{
    // A shell runs each of these without harm: they name no program, or only print.
    private static readonly string[] Texts =
    [
        "",
        " ",
        "true",
        "main",
        "HEAD",
        "..",
        "../../../etc/passwd",
        ".git/config",
        "--help",
        "-x",
        "%s%n%x",
        "%00",
        "ä€😀",
        "\u202egnp.exe",
        "\u001b[31mred",
        "line\nline",
        "'",
        "\"",
        "{}",
        "null",
        "1e400",
        "3222b9b9-b1c0-4b29-92af-6545713b42d3",
        "00000000-0000-0000-0000-000000000000",
        "todo",
        "SHELL",
        "shell",
        "NOPE",
        "DEFAULT",
        "FileName",
    ];

    private static readonly string[] Raw =
    [
        "\"\\ud800\"",
        "\"a\\u0000b\"",
        "1e999",
        "-0",
        "01",
        "99999999999999999999999",
        "tru",
        "[[[[[[[[",
        "\"",
        "/* */ 1",
        "NaN",
    ];

    public string Text() =>
        random.Next(20) == 0 ? new string('x', random.Next(20_000)) : Pick(Texts);

    public T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public bool OneIn(int n) => random.Next(n) == 0;

    /// <summary>A body that is wrong in up to three places, or right by chance.</summary>
    public string Body(string right)
    {
        var node = JsonNode.Parse(right)!.AsObject();
        for (var i = random.Next(4); i > 0; i--)
            Change(node);
        var text = node.ToJsonString();
        return random.Next(12) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text.Replace("\"<raw>\"", Pick(Raw)).Replace("null", Pick(Raw)),
            2 => text.Insert(1, $"{Quoted(Name(node))}: 1, "),
            3 => text + Pick(Raw),
            4 => Deep(text),
            _ => text,
        };
    }

    private void Change(JsonObject node)
    {
        var inner = node.Select(m => m.Value).OfType<JsonObject>().ToList();
        if (inner.Count > 0 && OneIn(2))
        {
            Change(Pick(inner));
            return;
        }
        var name = Name(node);
        if (OneIn(4))
            node.Remove(name);
        else
            node[name] = Value();
    }

    private JsonNode? Value() =>
        random.Next(9) switch
        {
            0 => null,
            1 => random.Next(),
            2 => double.MaxValue,
            3 => true,
            4 => new JsonArray(Text(), 1, null),
            5 => new JsonObject { [Text()] = Text() },
            6 => Guid.NewGuid(),
            _ => Text(),
        };

    private string Name(JsonObject node) =>
        node.Count > 0 && !OneIn(8) ? Pick([.. node.Select(m => m.Key)]) : "unknown";

    private string Deep(string text)
    {
        var levels = random.Next(80);
        return new StringBuilder()
            .Insert(0, "{\"d\":", levels)
            .Append(text)
            .Append('}', levels)
            .ToString();
    }

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
