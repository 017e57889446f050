namespace Forge.Core.Domain.Processes;

/// <summary>How a session gets its input.</summary>
public enum InputMode
{
    /// <summary>No input: standard input is empty.</summary>
    None,

    /// <summary>What is in <c>in.log</c> at the start, then end of input.</summary>
    Once,

    /// <summary>Input may come at any time, until end of input is asked for.</summary>
    Follow,
}
