using System.Data.Common;
using System.Globalization;

namespace Forge.Core.Store;

/// <summary>The few statements on the way to the first answer, without the mapper, whose first use costs more than they do.</summary>
internal static class PlainSql
{
    public static void Execute(DbConnection db, string statement, DbTransaction? transaction = null)
    {
        using var command = db.CreateCommand();
        command.CommandText = statement;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; 0 for none and for NULL.</summary>
    public static long Number(DbConnection db, string statement)
    {
        using var command = db.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar() is { } value and not DBNull
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;
    }
}
