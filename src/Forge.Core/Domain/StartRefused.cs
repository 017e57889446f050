namespace Forge.Core.Domain;

/// <summary>The server cannot start here; the text tells a person why and what to do.</summary>
internal sealed class StartRefused(string text) : Exception(text);
