using Metrics.Silo.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Metrics.Tests.Storage;

/// <summary>What the statement below the driver writes is what the driver reads.</summary>
public sealed class SqliteStatementTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteStatementTests()
    {
        _connection.Open();
        Query("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, text TEXT, number TEXT)");
    }

    public void Dispose() => _connection.Dispose();

    public static TheoryData<string> Texts => new("", "a", "ä€😀", "before\0after", "\0", new string('x', 85), new string('x', 86), new string('€', 20_000));

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_kept_to_the_letter(string text)
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO t (id, text) VALUES (1, $text)", "$text");
        insert.Bind(0, text);

        Assert.Equal(1, insert.Execute());
        Assert.Equal(text, Query("SELECT text FROM t"));
    }

    [Fact]
    public void What_is_no_text_is_kept_as_the_driver_would_keep_it()
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO t (id, text) VALUES (1, $text)", "$text");
        insert.Bind(0, "half \ud83d");
        insert.Execute();
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT text = $text FROM t";
        command.Parameters.AddWithValue("$text", "half \ud83d");

        Assert.Equal(1L, command.ExecuteScalar());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0000000000000000000000000001")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("1.50")]
    [InlineData("-7.9228162514264337593543950335")]
    public void A_number_is_kept_with_all_its_digits(string number)
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO t (id, number) VALUES (1, $number)", "$number");
        insert.Bind(0, decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        insert.Execute();

        Assert.Equal(number, Query("SELECT number FROM t"));
    }

    [Fact]
    public void What_was_bound_before_does_not_stay_where_there_is_no_number()
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO t (id, number) VALUES ($id, $number)", "$id", "$number");
        insert.Bind(0, 1);
        insert.Bind(1, 5m);
        insert.Execute();
        insert.Bind(0, long.MaxValue);
        insert.Bind(1, (decimal?)null);
        insert.Execute();

        Assert.Equal(DBNull.Value, Query($"SELECT number FROM t WHERE id = {long.MaxValue}"));
    }

    [Fact]
    public void A_parameter_that_the_statement_does_not_have_is_none_to_bind()
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO t (id) VALUES ($id)", "$text", "$id");
        insert.Bind(0, 2);
        insert.Bind(0, "a");
        insert.Bind(0, 1m);
        insert.Bind(0, (decimal?)null);
        insert.Bind(1, 7);

        Assert.Equal(1, insert.Execute());
        Assert.Equal(7L, Query("SELECT id FROM t"));
    }

    [Fact]
    public void A_parameter_that_nobody_would_bind_is_found_at_once() =>
        Assert.Throws<ArgumentException>(() => new SqliteStatement(_connection, "INSERT INTO t (id, text) VALUES ($id, $txt)", "$id", "$text"));

    [Fact]
    public void It_tells_how_many_rows_it_wrote()
    {
        Query("INSERT INTO t (id) VALUES (1), (2), (3)");
        using var update = new SqliteStatement(_connection, "UPDATE t SET text = 'a' WHERE id >= $from", "$from");
        update.Bind(0, 2);
        Assert.Equal(2, update.Execute());
        update.Bind(0, 9);
        Assert.Equal(0, update.Execute());
        using var insert = new SqliteStatement(_connection, "INSERT INTO t (id) VALUES (1) ON CONFLICT DO NOTHING");
        Assert.Equal(0, insert.Execute());
    }

    [Fact]
    public void A_failure_is_that_of_the_driver_and_the_statement_can_be_used_again()
    {
        using var insert = new SqliteStatement(_connection, "INSERT INTO t (id) VALUES ($id)", "$id");
        insert.Bind(0, 1);
        insert.Execute();

        var failure = Assert.Throws<SqliteException>(() => insert.Execute());
        Assert.Contains("UNIQUE constraint failed: t.id", failure.Message, StringComparison.Ordinal);
        insert.Bind(0, 2);
        Assert.Equal(1, insert.Execute());
        Assert.Throws<SqliteException>(() => new SqliteStatement(_connection, "INSERT INTO nothing VALUES (1)"));
    }

    private object? Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
