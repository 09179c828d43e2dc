using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>The schema in a SQLite file, which belongs to this process alone.</summary>
internal sealed class SqliteSchema(SqliteFile file) : ISchema
{
    /// <summary>What SQLite says where there is no file, or none that it may open.</summary>
    private const int CannotOpen = 14;

    /// <inheritdoc/>
    public string Folder => "Sqlite/";

    /// <inheritdoc/>
    public UpgradeEngineBuilder CreateTarget(bool isToBeChanged) => DeployChanges.To.SqliteDatabase(isToBeChanged ? file.ConnectionString : Existing);

    /// <inheritdoc/>
    public IDisposable? Lock()
    {
        file.Hold();
        return null;
    }

    /// <inheritdoc/>
    public StartupException? Explain(Exception exception) => exception is SqliteException { SqliteErrorCode: CannotOpen }
        ? new StartupException($"The database file {file.Path} is not there, or cannot be opened. {SchemaMigrator.Remedy}", exception)
        : null;

    /// <summary>Opens the file only if it is there. Without a pool: a connection that is closed takes the log beside the file with it.</summary>
    private string Existing =>
        new SqliteConnectionStringBuilder(file.ConnectionString) { Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString;
}
