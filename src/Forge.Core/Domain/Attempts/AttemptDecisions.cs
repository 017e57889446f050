using Forge.Core.Domain.Processes;

namespace Forge.Core.Domain.Attempts;

/// <summary>What is to be done next for an attempt.</summary>
internal abstract record NextStep
{
    /// <summary>Nothing, until something ends or a person asks for something.</summary>
    public sealed record Wait : NextStep;

    public sealed record MakeWorktree : NextStep;

    /// <summary>A session of its own for this process.</summary>
    public sealed record Start(ExecutionProcess Process) : NextStep;

    /// <summary>The agent still lives and is idle: the process becomes its next turn.</summary>
    public sealed record Tell(ExecutionProcess Process) : NextStep;

    /// <summary>An idle agent is in the way of the next one: it gets end of input, and its end is waited for.</summary>
    public sealed record LetGo : NextStep;
}

/// <param name="Processes">Oldest first, without dropped ones.</param>
/// <param name="LiveAgent">The agent whose process still lives and can take messages; null when there is none.</param>
internal sealed record AttemptFacts(
    AttemptStage Stage,
    IReadOnlyList<ExecutionProcess> Processes,
    LiveAgent? LiveAgent
);

/// <param name="TakesPrompts">False while it is on its way out, or has something to say first.</param>
/// <param name="HasWorktree">False when the directory that it works in was deleted from under it.</param>
internal sealed record LiveAgent(string? Variant, bool TakesPrompts, bool HasWorktree = true);

/// <summary>The rules of one attempt: what waits, what runs, what follows. Everything is re-derivable from the rows.</summary>
internal static class AttemptDecisions
{
    public static NextStep Next(AttemptFacts facts)
    {
        var waiting = facts.Processes.Where(p => p.Waiting).ToList();
        if (waiting.Count == 0 || facts.Stage is AttemptStage.Broken or AttemptStage.Discarded)
            return new NextStep.Wait();
        if (facts.Stage == AttemptStage.Preparing)
            return new NextStep.MakeWorktree();
        if (waiting.FirstOrDefault(p => p.RunReason == RunReason.DevServer) is { } server)
            return new NextStep.Start(server);
        if (facts.Processes.Any(Works))
            return new NextStep.Wait();
        var first = waiting[0];
        if (first.RunReason != RunReason.CodingAgent || facts.LiveAgent is not { } live)
            return new NextStep.Start(first);
        // Two agents in one conversation and one worktree would be in each other's way.
        if (!live.TakesPrompts)
            return new NextStep.Wait();
        return live.HasWorktree && ExecutorAction.Parse(first.Action).Variant == live.Variant
            ? new NextStep.Tell(first)
            : new NextStep.LetGo();
    }

    /// <summary>What follows a process that has ended: the next of its chain, or null when the chain is at its end.</summary>
    /// <remarks>
    /// A chain goes on only after success; and the cleanup waits until no follow-up is left, so that it runs once
    /// after the last turn.
    /// </remarks>
    public static ExecutorAction? After(ExecutionProcess ended, bool othersWait)
    {
        if (ended.Status != ProcessStatus.Completed)
            return null;
        var next = ExecutorAction.Parse(ended.Action).Next;
        return next is { Reason: RunReason.CleanupScript } && othersWait ? null : next;
    }

    /// <summary>True when the attempt's work is at rest and waits for a person.</summary>
    public static bool AtRest(IEnumerable<ExecutionProcess> processes) =>
        !processes.Any(p =>
            p.Status == ProcessStatus.Running && p.RunReason != RunReason.DevServer
        );

    private static bool Works(ExecutionProcess p) =>
        p is { Status: ProcessStatus.Running, Waiting: false }
        && p.RunReason != RunReason.DevServer;
}
