using System.Text;

namespace Forge.FakeAgent;

/// <summary>Standard streams without the console's own machinery: UTF-8, each line written at once.</summary>
internal static class Lines
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly Stream Output = Console.OpenStandardOutput();
    private static readonly Stream Errors = Console.OpenStandardError();
    private static readonly Lock Gate = new();

    public static void Print(string line) => Raw(Output, line + "\n");

    public static void Error(string line) => Raw(Errors, line + "\n");

    public static void Half(string text) => Raw(Output, text);

    /// <summary>Whatever it is, as it is.</summary>
    public static void Bytes(byte[] bytes) => Raw(Output, bytes);

    public static StreamReader Input() => new(Console.OpenStandardInput(), Utf8);

    public static Task Pause(TimeSpan time, CancellationToken ct) =>
        Task.Delay(time, TimeProvider.System, ct);

    private static void Raw(Stream to, string text) => Raw(to, Utf8.GetBytes(text));

    private static void Raw(Stream to, byte[] bytes)
    {
        lock (Gate)
        {
            to.Write(bytes);
            to.Flush();
        }
    }
}
