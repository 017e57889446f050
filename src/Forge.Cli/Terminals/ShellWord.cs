namespace Forge.Cli.Terminals;

/// <summary>A word of a command line that a person may type as it stands.</summary>
internal static class ShellWord
{
    /// <summary>As it is where that is safe, else in single quotes.</summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@,+".Contains(c))
            ? word
            : $"'{word.Replace("'", "'\\''")}'";
}
