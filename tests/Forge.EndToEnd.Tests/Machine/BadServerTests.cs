using System.Diagnostics;

namespace Forge.EndToEnd.Tests.Machine;

/// <summary>The command line in front of something that is no Forge server, or none that it understands: one clear line, and a code.</summary>
public sealed class BadServerTests : IAsyncLifetime
{
    private const string Page = "<!DOCTYPE html><html><body>Welcome to nginx</body></html>";
    private Machine _machine = null!;

    public async Task InitializeAsync() => _machine = await Machine.NewAsync();

    public async Task DisposeAsync() => await _machine.DisposeAsync();

    [Theory]
    [InlineData("a web page", 1, "is not Forge")]
    [InlineData("another program's JSON", 1, "is not Forge")]
    [InlineData("an empty answer", 1, "is not Forge")]
    [InlineData("null", 1, "is not Forge")]
    [InlineData("an error page", 1, "502")]
    [InlineData("a redirect", 1, "302")]
    [InlineData("no HTTP", 3, "doctor tells more")]
    [InlineData("a closed connection", 3, "doctor tells more")]
    [InlineData("half an answer", 3, "doctor tells more")]
    public async Task What_is_not_Forge_is_told_so_in_one_line(string what, int code, string words)
    {
        var answer = what switch
        {
            "a web page" => BadServer.Http(Page, "text/html"),
            "another program's JSON" => BadServer.Json(
                "{\"status\":\"up\",\"service\":\"x\",\"version\":\"1\"}"
            ),
            "an empty answer" => BadServer.Json(""),
            "null" => BadServer.Json("null"),
            "an error page" => BadServer.Http(Page, "text/html", 502),
            "a redirect" =>
                "HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            "no HTTP" => "SSH-2.0-OpenSSH_9.6\r\n",
            "a closed connection" => "",
            _ => BadServer.Json(BadServer.Forge)[..^20],
        };
        await using var server = new BadServer(_ => answer);
        await TellsAsync(server, code, words, "list");
    }

    [Theory]
    [InlineData("a web page", 1, "web page; that is not Forge")]
    [InlineData("no JSON", 1, "not the wire's")]
    [InlineData("no envelope", 1, "200")]
    [InlineData("data of another kind", 1, "not the wire's")]
    [InlineData("no data", 1, "without data")]
    [InlineData("an error without an envelope", 1, "500")]
    [InlineData("a refusal", 1, "Forge made a mistake")]
    [InlineData("half an answer", 3, "No Forge server answers")]
    [InlineData("a torn chunk", 3, "No Forge server answers")]
    [InlineData("a closed connection", 3, "No Forge server answers")]
    public async Task A_server_that_goes_wrong_after_its_health_is_told_so_in_one_line(
        string what,
        int code,
        string words
    )
    {
        const string list = "{\"success\":true,\"data\":[],\"error_data\":null,\"message\":null}";
        var answer = what switch
        {
            "a web page" => BadServer.Http(Page, "text/html"),
            "no JSON" => BadServer.Json("hello"),
            "no envelope" => BadServer.Json("{}"),
            "data of another kind" => BadServer.Json(list.Replace("[]", "{\"a\":1}")),
            "no data" => BadServer.Json(list.Replace("[]", "null")),
            "an error without an envelope" => BadServer.Json("oh", 500),
            "a refusal" => BadServer.Json(
                "{\"success\":false,\"data\":null,\"error_data\":null,\"message\":\"Forge made a mistake\"}",
                500
            ),
            "half an answer" => BadServer.Json(list)[..^20],
            "a torn chunk" => "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            _ => "",
        };
        await using var server = new BadServer(BadServer.AfterHealth(answer));
        await TellsAsync(server, code, words, "list");
    }

    [Theory]
    [InlineData("99.0.0")]
    [InlineData("1.0.0-alpha")]
    [InlineData("")]
    public async Task A_server_of_another_first_number_is_not_misread(string version)
    {
        await using var server = new BadServer(_ =>
            BadServer.Json(BadServer.Forge.Replace("0.1.0", version))
        );
        await TellsAsync(server, 1, $"is Forge {version}", "run", "x", "--command", "true");
        await TellsAsync(server, 1, "use a forge of the server's version", "list");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_on()
    {
        await using var server = new BadServer(_ => null);
        var watch = Stopwatch.StartNew();
        await TellsAsync(server, 3, "silent for 10 s", "list");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Doctor_says_what_is_wrong_with_the_server_and_how_to_look()
    {
        await using var server = new BadServer(_ => BadServer.Http(Page, "text/html"));
        var said = await _machine.ForgeWithAsync("FORGE_URL", server.Url, "doctor");
        said.ExitCode.ShouldBe(1);
        said.Output.ShouldContain("missing  server");
        said.Output.ShouldContain("is not Forge");
        said.Error.ShouldNotContain("bug in forge");
    }

    [Fact]
    public async Task An_address_where_nothing_listens_is_told_so_in_one_line()
    {
        string url;
        await using (var server = new BadServer(_ => null))
            url = server.Url;
        var said = await _machine.ForgeWithAsync("FORGE_URL", url, "list");
        OneLine(said, 3, "No Forge server answers");
        var typo = await _machine.ForgeWithAsync("FORGE_URL", "127.0.0.1:8887", "list");
        OneLine(typo, 2, "no http address");
    }

    private async Task TellsAsync(
        BadServer server,
        int code,
        string words,
        params string[] arguments
    ) => OneLine(await _machine.ForgeWithAsync("FORGE_URL", server.Url, arguments), code, words);

    private static void OneLine(Said said, int code, string words)
    {
        said.Error.ShouldStartWith("forge: ");
        said.Error.ShouldNotContain("bug in forge");
        said.Error.ShouldContain(words);
        said.Error.TrimEnd('\n').Split('\n').Length.ShouldBe(1, said.Error);
        said.Output.ShouldBeEmpty();
        said.ExitCode.ShouldBe(code, said.Error);
    }
}
