using System.Data;
using System.Globalization;
using Dapper;

namespace Forge.Core.Store;

/// <summary>How ids and times stand in columns: ids as text, times as microseconds since 1970 (both sort and port).</summary>
internal static class ColumnTypes
{
    private static readonly Lock Once = new();
    private static bool _done;

    public static void Register()
    {
        lock (Once)
        {
            if (_done)
                return;
            _done = true;
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.RemoveTypeMap(typeof(Guid));
            SqlMapper.RemoveTypeMap(typeof(Guid?));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(new IdColumn());
            SqlMapper.AddTypeHandler(new TimeColumn());
        }
    }

    public static DateTimeOffset Time(long column) =>
        DateTimeOffset.UnixEpoch.AddTicks(column * 10);

    private sealed class IdColumn : SqlMapper.TypeHandler<Guid>
    {
        public override Guid Parse(object value) => Guid.Parse((string)value);

        public override void SetValue(IDbDataParameter parameter, Guid value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.ToString();
        }
    }

    private sealed class TimeColumn : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            Time(Convert.ToInt64(value, CultureInfo.InvariantCulture));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = (value - DateTimeOffset.UnixEpoch).Ticks / 10;
        }
    }
}
