namespace Forge.Core.Domain.Plans;

/// <summary>What is next for a plan that runs: first what was begun goes on, then what is free is given to new ones.</summary>
internal sealed class NextSteps
{
    private readonly PlanFacts _facts;
    private readonly Standing _standing;
    private readonly IReadOnlyList<GroupView> _states;
    private readonly int _places;
    private readonly int _agents;
    private readonly List<PlanStep> _steps = [];

    // Agents that these very steps set to work.
    private int _woken;
    private int _retried;

    public NextSteps(PlanFacts facts)
    {
        _facts = facts;
        _standing = new Standing(facts);
        _states = _standing.All();
        var occupied = 0;
        var atWork = 0;
        for (var i = 0; i < _states.Count; i++)
        {
            var isAtWork = facts.Groups[i].IsAtWork;
            atWork += isAtWork ? 1 : 0;
            occupied += isAtWork || Occupies(i) ? 1 : 0;
        }
        _places = facts.Rules.MaxParallel - occupied;
        _agents = facts.Rules.MaxParallel - atWork;
    }

    public IReadOnlyList<PlanStep> All()
    {
        Validate();
        // What is being proved may be proved to its end; nothing else is begun.
        if (_facts.Intent.Paused || _facts.TargetLost is not null)
            return _steps;
        for (var i = 0; i < _states.Count; i++)
            if (_facts.Groups[i].Attempt is { } attempt)
                GoOn(i, _facts.Groups[i].Id, attempt);
        Start();
        if (_facts.Whole == WholeFact.NotRun && PlanDecisions.IsAllMerged(_states))
            _steps.Add(new PlanStep.ValidateWhole());
        return _steps;
    }

    // Work that waits for a person holds its place, so that no more is made than people can look at; and so does what is about
    // to be restacked, or a step done before the others would leave less for them.
    private bool Occupies(int position) =>
        _states[position].State switch
        {
            GroupState.Validating => true,
            GroupState.Waiting => _standing.IsToRestack(position),
            GroupState.AwaitingReview or GroupState.AwaitingMerge => _facts.Rules.BackPressure,
            _ => false,
        };

    private void Validate()
    {
        for (var i = 0; i < _states.Count; i++)
            if (
                _states[i].State == GroupState.Validating
                && _facts.Groups[i].Attempt
                    is { Validation: ValidationFact.NotRun, Head: { } head } attempt
            )
                _steps.Add(new PlanStep.Validate(_states[i].Id, attempt.Id, head));
    }

    private void GoOn(int position, string group, GroupAttemptFacts attempt)
    {
        switch (_states[position].State)
        {
            case GroupState.Validating
                when attempt.Validation is not (ValidationFact.NotRun or ValidationFact.Running)
                    && _woken < _agents:
                _steps.Add(new PlanStep.SendBack(group, attempt.Id, attempt.Head!));
                _woken++;
                break;
            case GroupState.Waiting when _standing.IsToRestack(position):
                var contains = _standing.BaseOf(position).Contains;
                _steps.Add(new PlanStep.Restack(group, attempt.Id, contains));
                break;
            case GroupState.Waiting
                when attempt.Failure is { RetryAt: { } at } failure
                    && at <= _facts.Now
                    && _retried < _places:
                _steps.Add(new PlanStep.Retry(group, attempt.Id, failure.Cause));
                _woken++;
                _retried++;
                break;
        }
    }

    private void Start()
    {
        var free = Math.Min(_places - _retried, _facts.Free - _woken);
        if (free <= 0)
            return;
        var ready = new List<int>();
        for (var i = 0; i < _states.Count; i++)
            if (_states[i].State == GroupState.Ready)
                ready.Add(i);
        var lengths = RemainingPaths.Of(_facts, _states, _standing.Graph);
        foreach (var i in ready.OrderByDescending(i => lengths[i]).ThenBy(i => i).Take(free))
        {
            var (contains, stackedOn) = _standing.BaseOf(i);
            _steps.Add(new PlanStep.Start(_states[i].Id, contains, stackedOn));
        }
    }
}
