using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>What planning has to say beside the plan: what halts it, and what a person should know.</summary>
internal sealed class PlanFindings
{
    private readonly List<Diagnostic> _said = [];
    private readonly List<Blocker> _blockers = [];

    public IReadOnlyList<Diagnostic> Said => _said;
    public IReadOnlyList<Blocker> Blockers => _blockers;

    public void Warn(string code, int line, string text) =>
        _said.Add(new Diagnostic(Severity.Warning, code, Math.Max(line, 1), text));

    public void Hint(string code, int line, string text) =>
        _said.Add(new Diagnostic(Severity.Hint, code, Math.Max(line, 1), text));

    public void Halt(string code, int line, string text) =>
        _blockers.Add(new Blocker(code, Math.Max(line, 1), text, Mends.Of(code)));
}
