using System.Data.Common;

namespace Forge.Core.Store;

/// <summary>Whether a server that ended left anything to be taken up.</summary>
internal static class OpenWork
{
    /// <summary>
    /// One plain statement: the first use of each of the mapped ones makes code for it, and most starts need none of them.
    /// </summary>
    public static bool Any(DbConnection db) =>
        PlainSql.Number(
            db,
            """
            SELECT EXISTS (SELECT 1 FROM merges WHERE state = 'pending')
                OR EXISTS (SELECT 1 FROM sessions WHERE open = 1)
                OR EXISTS (SELECT 1 FROM processes WHERE status = 'running')
                OR EXISTS (SELECT 1 FROM attempts WHERE stage = 'preparing')
            """
        ) == 1;
}
