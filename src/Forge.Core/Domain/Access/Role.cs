namespace Forge.Core.Domain.Access;

/// <summary>Who asks, as far as rights go.</summary>
internal enum Role
{
    /// <summary>A person: everything.</summary>
    Operator,

    /// <summary>A program that works on one attempt, and may read that one.</summary>
    Agent,

    /// <summary>Reads everything but secrets and changes nothing.</summary>
    Viewer,
}
