using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Metrics.Tests.Support;

/// <summary>A SQLite file with the schema in it, and open connections to it, as a service has them.</summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SqliteDatabase()
    {
        File = new SqliteFile($"Data Source={_folder.File("metrics.db")};Pooling=False");
        new SchemaMigrator(new SqliteSchema(File), NullLogger<SchemaMigrator>.Instance).Migrate();
        Buckets = new SqliteBuckets(File, TimeProvider.System);
        Queries = new SqliteQueries(File);
    }

    public SqliteFile File { get; }

    public SqliteBuckets Buckets { get; }

    public SqliteQueries Queries { get; }

    public async ValueTask DisposeAsync()
    {
        await Queries.DisposeAsync();
        await Buckets.DisposeAsync();
        File.Dispose();
        _folder.Dispose();
    }
}
