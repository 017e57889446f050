using Microsoft.Data.Sqlite;

namespace Forge.Server.Tests.Support;

/// <summary>A look into, or a change of, the rows beside the server: for states that only a crash leaves.</summary>
internal static class Sqlite
{
    public static long Number(Place place, string query)
    {
        using var connection = Open(place);
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(command.ExecuteScalar());
    }

    public static string Text(Place place, string query)
    {
        using var connection = Open(place);
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToString(command.ExecuteScalar()) ?? "";
    }

    public static int Change(Place place, string statement)
    {
        using var connection = Open(place);
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(Place place)
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(place.State, "forge.db")};Pooling=False"
        );
        connection.Open();
        return connection;
    }
}
