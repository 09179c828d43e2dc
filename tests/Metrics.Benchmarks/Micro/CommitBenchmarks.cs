using BenchmarkDotNet.Attributes;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Metrics.Benchmarks.Micro;

/// <summary>One group commit of 1,000 buckets, per bucket, the sync to the disk included.</summary>
[MemoryDiagnoser]
public class CommitBenchmarks : IAsyncDisposable
{
    private const int RowCount = 1_000;

    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);
    private static readonly Sample Sample = new(1m, 1m);

    private readonly BucketRow[] _rows = new BucketRow[RowCount];
    private readonly TemporaryFolder _folder = new();
    private IDisposable _connections = null!;
    private IBucketDatabase _database = null!;

    [Params(StorageProvider.Sqlite, StorageProvider.Postgres)]
    public StorageProvider Provider { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        (ISchema schema, _connections, _database) = Provider == StorageProvider.Sqlite ? OpenSqlite() : OpenPostgres();
        new SchemaMigrator(schema, NullLogger<SchemaMigrator>.Instance).Migrate();
        for (var i = 0; i < RowCount; i++)
        {
            _rows[i] = new BucketRow(new BucketKey(1, Start, $"key{i:D4}"), Aggregate.Of(AggregationType.Sum, Sample), Version: 0, Receipts: []);
        }

        // The first commit inserts; what is measured is the update of rows that are there, which is what a busy silo does.
        await Commit_1000_rows();
    }

    [Benchmark(OperationsPerInvoke = RowCount)]
    public async Task Commit_1000_rows()
    {
        var outcomes = await _database.CommitAsync(_rows);
        for (var i = 0; i < RowCount; i++)
        {
            // A conflict would make the benchmark measure nothing.
            if (outcomes[i] != WriteOutcome.Written)
            {
                throw new InvalidOperationException($"Row {i} was not written: {outcomes[i]}.");
            }

            _rows[i] = new BucketRow(_rows[i].Key, _rows[i].Aggregate with { Count = _rows[i].Aggregate.Count + 1 }, _rows[i].NextVersion);
        }
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        if (_database is IAsyncDisposable database)
        {
            await database.DisposeAsync();
        }

        _connections.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private (ISchema Schema, IDisposable Connections, IBucketDatabase Database) OpenSqlite()
    {
        var file = new SqliteFile($"Data Source={_folder.File("metrics.db")}");
        return (new SqliteSchema(file), file, new SqliteBuckets(file, TimeProvider.System));
    }

    private static (ISchema Schema, IDisposable Connections, IBucketDatabase Database) OpenPostgres()
    {
        var pools = new PostgresPools(PostgresServer.Shared.ConnectionString(PostgresServer.Shared.CreateDatabase()));
        var retry = new PostgresRetry(
            pools, Options.Create(new StorageOptions()), TimeProvider.System, SilentMeters.Create(), NullLogger<PostgresRetry>.Instance, new LoneMember());
        return (new PostgresSchema(pools), pools, new PostgresBuckets(pools, retry, TimeProvider.System, NullLogger<PostgresBuckets>.Instance));
    }
}
