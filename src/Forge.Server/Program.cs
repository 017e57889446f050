using Forge.Core.Domain;
using Forge.Core.Platform.Linux;
using Forge.Core.Running;
using Forge.Server.Hosting;

if (args is ["replay-agent", ..])
    return await ReplayCommand.RunAsync(args[1..]).ConfigureAwait(false);
try
{
    var settings = ServerSettings.Read(CoreParts.Environment(), SelfCommand.Words);
    using var state = StateLock.Take(settings.State);
    CommandMark.Set(settings.State.Root);
    await using var app = ServerApp.Build(settings);
    await app.RunAsync().ConfigureAwait(false);
    return 0;
}
catch (StartRefused refused)
{
    await Console.Error.WriteLineAsync($"forge: {refused.Message}").ConfigureAwait(false);
    return 3;
}
catch (Exception ground) when (BadGround.Explain(ground) is { } why)
{
    await Console
        .Error.WriteLineAsync($"forge: The server cannot start: {ground.Message}. {why}")
        .ConfigureAwait(false);
    return 3;
}
catch (IOException taken)
    when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console
        .Error.WriteLineAsync($"forge: {taken.Message} Set PORT to another port.")
        .ConfigureAwait(false);
    return 3;
}
