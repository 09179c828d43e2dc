using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>The schema in a SQLite file, which belongs to this process alone.</summary>
internal sealed class SqliteSchema(SqliteFile file) : ISchema
{
    /// <inheritdoc/>
    public string Folder => "Sqlite/";

    /// <inheritdoc/>
    public bool IsThere => Path.Exists(file.Path);

    /// <inheritdoc/>
    public UpgradeEngineBuilder CreateTarget(bool isToBeChanged) => DeployChanges.To.SqliteDatabase(isToBeChanged ? file.ConnectionString : Existing);

    /// <inheritdoc/>
    public IDisposable? Lock()
    {
        file.Hold();
        return null;
    }

    /// <summary>
    /// SQLite opens a file that it may not write to all the same, as that of a backup which somebody else has put back, and says so to
    /// each write only.
    /// </summary>
    public void CheckWritable()
    {
        using var connection = new SqliteConnection(Existing);
        connection.Open();
        if (raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
        {
            throw OnlyRead(innerException: null);
        }
    }

    /// <inheritdoc/>
    public StartupException? Explain(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN } when File.Exists(file.Path) => new StartupException(
            $"The database file {file.Path} cannot be opened. See that the user of this process may read it and write to it.", exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN } => new StartupException(
            $"The database file {file.Path} is not there, or cannot be opened. {SchemaMigrator.Remedy}", exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY } => OnlyRead(exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_IOERR } => new StartupException(
            $"The database file {file.Path} cannot be read or written ({exception.Message}). See that its disk has room and works.", exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } => new StartupException(
            $"The database file {file.Path} is damaged, or is none of SQLite ({exception.Message}). Restore it from a backup, or name another one in ConnectionStrings:Metrics.",
            exception),
        _ => null,
    };

    private StartupException OnlyRead(Exception? innerException) => new(
        $"The database file {file.Path} can only be read. See that the user of this process may write to it and to its folder.", innerException);

    /// <summary>Opens the file only if it is there. Without a pool: a connection that is closed takes the log beside the file with it.</summary>
    private string Existing =>
        new SqliteConnectionStringBuilder(file.ConnectionString) { Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString;
}
