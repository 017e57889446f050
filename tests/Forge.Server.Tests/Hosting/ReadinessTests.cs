using Forge.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Forge.Server.Tests.Hosting;

public sealed class ReadinessTests
{
    private int _through;

    [Fact]
    public async Task Early_requests_wait_until_the_state_is_taken_up()
    {
        var readiness = new Readiness();
        var early = readiness.WaitAsync(new DefaultHttpContext(), Answer);
        early.IsCompleted.ShouldBeFalse();
        _through.ShouldBe(0);

        readiness.Open(7);

        await early.WaitAsync(TimeSpan.FromSeconds(10));
        (await readiness.Position).ShouldBe(7);
        await readiness.WaitAsync(new DefaultHttpContext(), Answer);
        _through.ShouldBe(2);
    }

    [Fact]
    public async Task A_client_that_leaves_before_is_not_answered_later()
    {
        var readiness = new Readiness();
        using var left = new CancellationTokenSource();
        var context = new DefaultHttpContext { RequestAborted = left.Token };
        var early = readiness.WaitAsync(context, Answer);

        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => early);
        readiness.Open(7);
        _through.ShouldBe(0);
    }

    private Task Answer(HttpContext context)
    {
        _through++;
        return Task.CompletedTask;
    }
}
