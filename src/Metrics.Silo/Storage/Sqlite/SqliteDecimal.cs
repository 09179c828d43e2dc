using System.Data.Common;
using System.Globalization;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Decimals are kept as text: a number of SQLite would be a binary fraction.</summary>
internal static class SqliteDecimal
{
    /// <summary>Reads a decimal.</summary>
    public static decimal Read(DbDataReader reader, int column) =>
        decimal.Parse(reader.GetString(column), NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>The text that is kept of a decimal.</summary>
    public static string Format(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
