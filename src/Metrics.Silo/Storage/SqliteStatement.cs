using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Metrics.Silo.Storage;

/// <summary>
/// A statement that writes, prepared once, on the interface below Microsoft.Data.Sqlite: its command makes an object for each parameter
/// and a reader for each execution, 1.5 KB for a row. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int LongestOnStack = 256;

    /// <summary>29 digits, a sign and a point.</summary>
    private const int LongestNumber = 31;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares the statement.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">One statement.</param>
    /// <exception cref="SqliteException">It is not valid.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>The number of a parameter, from 1; 0 where the statement has none of that name, and to bind it does nothing.</summary>
    public int Find(string parameter) => raw.sqlite3_bind_parameter_index(_statement, parameter);

    /// <summary>Binds a whole number.</summary>
    public void Bind(int parameter, long value)
    {
        if (parameter > 0)
        {
            Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        }
    }

    /// <summary>Binds a text.</summary>
    public void Bind(int parameter, string value)
    {
        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> utf8 = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        BindText(parameter, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    /// <summary>Binds a number as the text that is kept of it, or NULL.</summary>
    public void Bind(int parameter, decimal? value)
    {
        if (value is not { } number)
        {
            Check(parameter > 0 ? raw.sqlite3_bind_null(_statement, parameter) : raw.SQLITE_OK);
            return;
        }

        Span<byte> utf8 = stackalloc byte[LongestNumber];
        number.TryFormat(utf8, out var length, provider: CultureInfo.InvariantCulture);
        BindText(parameter, utf8[..length]);
    }

    /// <summary>Runs the statement with what is bound.</summary>
    /// <returns>How many rows it wrote.</returns>
    /// <exception cref="SqliteException">It failed, and wrote nothing.</exception>
    public int Execute()
    {
        var result = raw.sqlite3_step(_statement);
        var changes = raw.sqlite3_changes(_database);

        // Says again what the step said.
        raw.sqlite3_reset(_statement);
        Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
        return changes;
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    /// <summary>Texts are copied. An empty span has no address, which would make it NULL.</summary>
    private void BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        if (parameter > 0)
        {
            Check(utf8.IsEmpty
                ? raw.sqlite3_bind_text(_statement, parameter, utf8z.FromSpan("\0"u8))
                : raw.sqlite3_bind_text(_statement, parameter, utf8));
        }
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
