using System.Runtime.CompilerServices;

namespace Forge.Core.Tests.Support;

/// <summary>Waits for facts with a deadline that names the place it was set.</summary>
internal static class SessionsWait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task UntilAsync(
        Func<bool> fact,
        [CallerArgumentExpression(nameof(fact))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!fact())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                throw new TimeoutException(
                    $"{Path.GetFileName(file)}:{line}: not true in time: {text}"
                );
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    public static async Task<T> InTimeAsync<T>(
        this Task<T> task,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        try
        {
            return await task.WaitAsync(Limit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Path.GetFileName(file)}:{line}: did not end in time");
        }
    }

    public static async Task InTimeAsync(
        this Task task,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => await Ended(task).InTimeAsync(file, line);

    private static async Task<bool> Ended(Task task)
    {
        await task;
        return true;
    }
}
