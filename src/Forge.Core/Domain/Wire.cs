namespace Forge.Core.Domain;

/// <summary>The wire's and the database's spelling of an enum value: its name in lower case.</summary>
internal static class Wire
{
    public static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
