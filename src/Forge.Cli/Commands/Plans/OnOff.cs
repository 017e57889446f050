using System.CommandLine;

namespace Forge.Cli.Commands.Plans;

/// <summary>A setting that is on or off, as two options: <c>--stacked</c> and <c>--no-stacked</c>. Without either it stays as it is.</summary>
internal sealed class OnOff(string name, string on, string off)
{
    private readonly Option<bool> _on = new($"--{name}") { Description = on };
    private readonly Option<bool> _off = new($"--no-{name}") { Description = off };

    public void AddTo(Command command)
    {
        command.Options.Add(_on);
        command.Options.Add(_off);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_on) && result.GetValue(_off))
                result.AddError($"Only one of '{_on.Name}' and '{_off.Name}' can be given");
        });
    }

    /// <summary>Null: neither was given.</summary>
    public bool? Read(ParseResult parsed) =>
        parsed.GetValue(_on) ? true
        : parsed.GetValue(_off) ? false
        : null;
}
