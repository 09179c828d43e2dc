using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>
/// A statement that writes, prepared once, on the interface below Microsoft.Data.Sqlite: its command makes an object for each parameter
/// and a reader for each execution, 1.5 KB for a row. Not thread-safe.
/// </summary>
/// <remarks>
/// The driver's command asks again for 30 seconds where another connection is in the way. This one does not: it is for transactions of the
/// driver, which begin as writers, and which nobody is in the way of from then on.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private const int LongestOnStack = 256;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _numbers;

    /// <summary>Prepares the statement.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">The names of what is bound, which takes their places here. The statement may do without some of them.</param>
    /// <exception cref="SqliteException">It is not valid.</exception>
    /// <exception cref="ArgumentException">It has a parameter of another name.</exception>
    public SqliteStatement(SqliteConnection connection, string sql, params IReadOnlyList<string> parameters)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _numbers = [.. parameters.Select(name => raw.sqlite3_bind_parameter_index(_statement, name))];
        if (_numbers.Count(number => number > 0) != raw.sqlite3_bind_parameter_count(_statement))
        {
            throw new ArgumentException($"The statement has other parameters than {string.Join(", ", parameters)}: {sql}", nameof(parameters));
        }
    }

    /// <summary>Binds a whole number.</summary>
    public void Bind(int parameter, long value)
    {
        if (_numbers[parameter] is > 0 and var number)
        {
            Check(raw.sqlite3_bind_int64(_statement, number, value));
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
        if (value is { } number)
        {
            Span<byte> utf8 = stackalloc byte[ExactDecimal.MaxFormattedLength];
            number.TryFormat(utf8, out var length, provider: CultureInfo.InvariantCulture);
            BindText(parameter, utf8[..length]);
        }
        else if (_numbers[parameter] is > 0 and var index)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
        }
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
        if (_numbers[parameter] is > 0 and var number)
        {
            Check(utf8.IsEmpty
                ? raw.sqlite3_bind_text(_statement, number, utf8z.FromSpan("\0"u8))
                : raw.sqlite3_bind_text(_statement, number, utf8));
        }
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
