using Forge.Core.Git;
using Microsoft.Data.Sqlite;

namespace Forge.Core.Running;

/// <summary>
/// Tells failures of the machine from mistakes of Forge: a full disk, one that is read-only. Nothing is wrong with what
/// was asked, and it works again when the ground is good again.
/// </summary>
internal static class BadGround
{
    private const int Denied = 13;
    private const int NoSpace = 28;
    private const int ReadOnlyDisk = 30;
    private const int Quota = 122;
    private const int SqliteDenied = 8;
    private const int SqliteNoSpace = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteInputOutput = 10;

    private const string Full =
        "The disk is full. Nothing was changed by this; make room, then ask again. What runs goes on by itself.";
    private const string ReadOnly =
        "The disk cannot be written (it is read-only, or Forge's user may not). Nothing was changed by this; "
        + "make it writable, then ask again.";

    /// <summary>Null when it is no such thing; else what it is and what to do.</summary>
    public static string? Explain(Exception error) =>
        error switch
        {
            SqliteException sqlite => OfSqlite(sqlite),
            GitFailed failed when GitAdvice.IsFull(failed.Result.Error) => failed.Message,
            IOException or UnauthorizedAccessException => OfNumber(Number(error)),
            _ => null,
        };

    private static string? OfSqlite(SqliteException error) =>
        error.SqliteErrorCode switch
        {
            SqliteNoSpace => Full,
            SqliteDenied => ReadOnly,
            SqliteInputOutput or SqliteCannotOpen =>
                $"The database cannot be read or written: {error.Message} "
                    + "Look at the disk that holds the state directory, then ask again.",
            _ => null,
        };

    private static string? OfNumber(int number) =>
        number switch
        {
            NoSpace or Quota => Full,
            ReadOnlyDisk or Denied => ReadOnly,
            _ => null,
        };

    // .NET keeps the number of "permission denied" in the exception inside.
    private static int Number(Exception error) =>
        error is UnauthorizedAccessException { InnerException: { } inner }
            ? inner.HResult
            : error.HResult;
}
