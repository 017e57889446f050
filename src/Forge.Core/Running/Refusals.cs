using System.Data.Common;
using Forge.Core.Domain.Access;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>Writes down who tried what they may not: a line in the log and a row for the reports.</summary>
internal sealed partial class Refusals(Database database, ILogger<Refusals> log)
{
    private const int LongestPath = 300;

    /// <summary>Not to be given up: who leaves quickly must not go unseen.</summary>
    public async Task NoteAsync(AccessGrant who, string method, string path)
    {
        var shown = path.Length <= LongestPath ? path : path[..LongestPath] + "…";
        LogRefused(log, who.Id, who.Name, who.Role, who.AttemptId, method, shown);
        try
        {
            await database
                .WriteAsync(
                    w =>
                        RefusalRows.Insert(
                            w,
                            new Refusal
                            {
                                At = w.Now,
                                TokenId = who.Id,
                                Role = who.Role,
                                AttemptId = who.AttemptId,
                                Method = method,
                                Path = shown,
                            }
                        ),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            // On a full disk it is refused all the same, and the log has it.
            LogNoRow(log, error);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Refused: token {Token} ({Name}, {Role}, attempt {Attempt}) tried {Method} {Path}"
    )]
    private static partial void LogRefused(
        ILogger log,
        Guid token,
        string name,
        Role role,
        Guid? attempt,
        string method,
        string path
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The refusal could not be written into the database"
    )]
    private static partial void LogNoRow(ILogger log, Exception error);
}
