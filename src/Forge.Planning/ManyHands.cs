namespace Forge.Planning;

/// <summary>Does the same work on many items, on all processors. The results stand in the order of the items, whoever made them.</summary>
internal static class ManyHands
{
    // Fewer are done before other threads have begun.
    private const int Few = 32;

    /// <param name="work">Depends on its item alone, and changes nothing that others see.</param>
    /// <param name="few">As many are done by one.</param>
    public static TResult[] Each<T, TResult>(
        IReadOnlyList<T> items,
        Func<T, TResult> work,
        int few = Few
    )
        where T : class
        where TResult : class
    {
        var results = new TResult[items.Count];
        if (items.Count <= few || Environment.ProcessorCount == 1)
            for (var i = 0; i < results.Length; i++)
                results[i] = work(items[i]);
        else
            Parallel.For(0, results.Length, i => results[i] = work(items[i]));
        return results;
    }
}
