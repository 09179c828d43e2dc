using DbUp;
using DbUp.Builder;

namespace Metrics.Silo.Storage;

/// <summary>The schema in a SQLite file, which belongs to this process alone.</summary>
internal sealed class SqliteSchema(SqliteFile file) : ISchema
{
    /// <inheritdoc/>
    public string Folder => "Sqlite/";

    /// <inheritdoc/>
    public UpgradeEngineBuilder CreateTarget() => DeployChanges.To.SqliteDatabase(file.ConnectionString);

    /// <inheritdoc/>
    public IDisposable? Lock() => null;

    /// <inheritdoc/>
    public StartupException? Explain(Exception exception) => null;
}
