using System.Text.Json;

namespace Forge.Core.Running.Plans;

/// <summary>States as the wire spells them: <c>awaiting_review</c>.</summary>
internal static class StateWords
{
    public static string Of<T>(T state)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>As people read them: <c>awaiting review</c>.</summary>
    public static string Said<T>(T state)
        where T : struct, Enum => Of(state).Replace('_', ' ');
}
