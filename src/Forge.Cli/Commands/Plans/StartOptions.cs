using System.CommandLine;
using Forge.Api;
using Forge.Cli.Attempts;

namespace Forge.Cli.Commands.Plans;

/// <summary>How a plan runs; what is not given stays as the plan has it.</summary>
internal sealed class StartOptions
{
    private readonly Option<string?> _agent = Text(
        "--agent",
        "claude, shell, replay … instead of each group's own",
        "name",
        "-a"
    );
    private readonly Option<string?> _variant = Text(
        "--variant",
        "A variant of the agent's profile, e.g. plan",
        "name"
    );
    private readonly Option<string?> _model = Text("--model", "The agent's model", "name");
    private readonly Option<string?> _command = Text(
        "--command",
        "Run this command line instead of agents; it finds its task in FORGE_TASK_FILE",
        "line"
    );
    private readonly Option<int?> _parallel = AtLeast("--parallel", 1, "Groups at once", "n");
    private readonly OnOff _backPressure = new(
        "back-pressure",
        "Work that waits for you keeps its place (default)",
        "Work that waits for you does not keep other groups from starting"
    );
    private readonly OnOff _waitForRateLimits = new(
        "wait-for-rate-limits",
        "An agent at its rate limit waits until it ends (default)",
        "An agent at its rate limit fails at once instead of waiting until it ends"
    );
    private readonly OnOff _stacked = new(
        "stacked",
        "A group may start on the work it depends on before that is merged",
        "A group starts when what it depends on is merged (default)"
    );
    private readonly OnOff _cleanCopy = new(
        "clean-copy",
        "Validate in a fresh copy of the commit instead of the worktree",
        "Validate in the worktree (default)"
    );
    private readonly Option<int?> _sendBack = AtLeast(
        "--send-back",
        0,
        "How often a failing validation goes back to the agent (default 2)",
        "n"
    );
    private readonly Option<int?> _limit = AtLeast(
        "--validation-limit",
        1,
        "Seconds that one validation command may take (default 600)",
        "seconds"
    );
    private readonly Option<double?> _budget = new("--budget")
    {
        Description = "US dollars that one group may cost",
        HelpName = "usd",
    };

    public void AddTo(Command command)
    {
        foreach (var one in (Option[])[_agent, _variant, _model, _command, _parallel])
            command.Options.Add(one);
        foreach (var one in (OnOff[])[_backPressure, _waitForRateLimits, _stacked, _cleanCopy])
            one.AddTo(command);
        foreach (var one in (Option[])[_sendBack, _limit, _budget])
            command.Options.Add(one);
        _budget.Validators.Add(result =>
        {
            if (result.GetValue(_budget) is <= 0 or double.NaN)
                result.AddError("'--budget' must be more than 0");
        });
    }

    public StartPlan Read(ParseResult parsed)
    {
        var (variant, model) = (parsed.GetValue(_variant), parsed.GetValue(_model));
        var command = parsed.GetValue(_command);
        var profile = Executors.Profile(parsed.GetValue(_agent), variant, model, command);
        return new StartPlan
        {
            Executor = profile?.Executor,
            Variant = variant?.ToUpperInvariant(),
            Model = model,
            Command = command,
            MaxParallel = parsed.GetValue(_parallel),
            BackPressure = _backPressure.Read(parsed),
            WaitForRateLimits = _waitForRateLimits.Read(parsed),
            Stacked = _stacked.Read(parsed),
            CleanCopy = _cleanCopy.Read(parsed),
            MostSentBack = parsed.GetValue(_sendBack),
            ValidationLimit = parsed.GetValue(_limit),
            GroupBudget = parsed.GetValue(_budget),
        };
    }

    private static Option<string?> Text(
        string name,
        string description,
        string value,
        params string[] aliases
    ) => new(name, aliases) { Description = description, HelpName = value };

    private static Option<int?> AtLeast(string name, int least, string description, string value)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = value };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < least)
                result.AddError($"'{name}' must be at least {least}");
        });
        return option;
    }
}
