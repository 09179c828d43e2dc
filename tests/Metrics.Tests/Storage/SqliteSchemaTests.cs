using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Metrics.Tests.Storage;

/// <summary>Failures of a SQLite file at the start that a person can mend, and no test can bring about.</summary>
public sealed class SqliteSchemaTests : IAsyncDisposable
{
    private readonly SqliteDatabase _database = new();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>A disk without room is the one or the other, as the first to need some is the log beside the file or what readers share.</summary>
    [Theory]
    [InlineData(raw.SQLITE_FULL, "database or disk is full")]
    [InlineData(raw.SQLITE_IOERR, "disk I/O error")]
    public void A_disk_without_room_is_named_and_no_script_is_blamed(int code, string message)
    {
        var failure = new SqliteSchema(_database.File).Explain(new SqliteException(message, code));

        Assert.Equal($"The database file {_database.File.Path} cannot be read or written ({message}). See that its disk has room and works.", failure?.Message);
    }
}
