using Forge.Api;
using Forge.Core.Running;

namespace Forge.Server.Wire;

internal static class Choices
{
    public static AgentChoice ToChoice(this ExecutorProfileId profile) =>
        new(profile.Executor, Blank(profile.Variant), Blank(profile.Model), Blank(profile.Command));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
