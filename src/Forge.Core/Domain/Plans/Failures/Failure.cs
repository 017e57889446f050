namespace Forge.Core.Domain.Plans.Failures;

/// <param name="Text">For people: what was said or seen.</param>
/// <param name="ResetAt">When a rate limit ends, as far as anybody said.</param>
/// <param name="NeedsPerson">Trying again cannot help before somebody did something, such as a login.</param>
internal sealed record Failure(
    FailureCause Cause,
    string Text,
    DateTimeOffset? ResetAt = null,
    bool NeedsPerson = false
);
