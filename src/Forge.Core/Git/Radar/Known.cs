namespace Forge.Core.Git.Radar;

/// <summary>
/// Answers by question: only those not yet known are asked, all at once, and what was not needed in the newest round is
/// forgotten. For one user at a time.
/// </summary>
internal sealed class Known<TQuestion, TAnswer>
    where TQuestion : notnull
{
    private readonly Dictionary<TQuestion, TAnswer> _answers = [];
    private readonly HashSet<TQuestion> _needed = [];

    public TAnswer this[TQuestion question] => _answers[question];

    /// <summary>How many were asked in this round.</summary>
    public int Asked { get; private set; }

    /// <param name="ask">Gives an answer to each, in order.</param>
    public async Task LearnAsync(
        IEnumerable<TQuestion> questions,
        Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> ask
    )
    {
        var open = questions
            .Where(question => _needed.Add(question) && !_answers.ContainsKey(question))
            .ToList();
        if (open.Count == 0)
            return;
        var answers = await ask(open).ConfigureAwait(false);
        foreach (var (question, answer) in open.Zip(answers))
            _answers[question] = answer;
        Asked += open.Count;
    }

    public void BeginRound()
    {
        _needed.Clear();
        Asked = 0;
    }

    public void Forget()
    {
        foreach (var question in _answers.Keys.Where(known => !_needed.Contains(known)).ToList())
            _answers.Remove(question);
    }
}
