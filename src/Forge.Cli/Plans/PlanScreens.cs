using System.Text.Json;
using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>How a plan that changes comes onto the output, by what the output can do.</summary>
internal interface IPlanScreen
{
    void Draw(PlanStatus plan);

    void Close();
}

/// <summary>Redraws the graph in place; what does not fit the window is folded.</summary>
internal sealed class GraphScreen(Surroundings here) : IPlanScreen
{
    private readonly InPlace _place = new(here.Terminal);

    public void Draw(PlanStatus plan) =>
        _place.Draw(
            new StatusText(here.Terminal, here.Name).Lines(
                plan,
                here.Now,
                here.Terminal.Height() - 1
            )
        );

    public void Close() => _place.Close();
}

/// <summary>Prints a line for the plan and for each group whose state changed: for logs, pipes, CI.</summary>
internal sealed class ChangeScreen(Surroundings here) : IPlanScreen
{
    private readonly Dictionary<string, string> _said = [];

    public void Draw(PlanStatus plan)
    {
        foreach (var group in plan.Groups)
            if (IsNews(group.Id, group.State))
                Say(PlanStates.OfGroup(group.State), group.Id, group.Cause ?? group.Title);
        if (IsNews("", plan.State))
            Say(PlanStates.OfPlan(plan.State), plan.Plan, plan.Problem ?? plan.Title);
    }

    public void Close() { }

    private bool IsNews(string name, string state)
    {
        if (_said.GetValueOrDefault(name) == state)
            return false;
        _said[name] = state;
        return true;
    }

    private void Say(Look look, string name, string text) =>
        here.Terminal.Line(
            $"{here.Now.ToLocalTime():HH:mm:ss}  {look.Symbol} {Words.OneLine(name, 40), -12}  {look.Word, -17}  {Words.OneLine(text, 80)}".TrimEnd()
        );
}

/// <summary>The whole plan as one line of JSON each time that it changed.</summary>
internal sealed class JsonScreen(Terminal terminal) : IPlanScreen
{
    private string _last = "";

    public void Draw(PlanStatus plan)
    {
        var text = JsonSerializer.Serialize(plan, ForgeJson.Wire.PlanStatus);
        if (text == _last)
            return;
        _last = text;
        terminal.Line(text);
    }

    public void Close() { }
}
