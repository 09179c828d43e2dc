using Npgsql;
using NpgsqlTypes;

namespace Metrics.Benchmarks.Servers;

/// <summary>One statement, and so one transaction, per request.</summary>
internal sealed class UpsertStore(NpgsqlDataSource database, TimeProvider time)
{
    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS points (
            metric text NOT NULL,
            bucket_start timestamptz NOT NULL,
            key text NOT NULL,
            count bigint NOT NULL,
            sum numeric NOT NULL,
            PRIMARY KEY (metric, bucket_start, key))
        """;

    private const string Upsert =
        """
        INSERT INTO points (metric, bucket_start, key, count, sum) VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (metric, bucket_start, key) DO UPDATE SET count = points.count + 1, sum = points.sum + excluded.sum
        """;

    /// <summary>The statement is prepared once per connection and then only executed; a connection goes back to the pool as it is.</summary>
    public static NpgsqlDataSource Open(string connectionString, int poolSize)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MinPoolSize = poolSize,
            MaxPoolSize = poolSize,
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        return NpgsqlDataSource.Create(builder);
    }

    public async Task CreateSchemaAsync()
    {
        await using var command = database.CreateCommand(Schema);
        await command.ExecuteNonQueryAsync();
    }

    public async Task AddAsync(string metric, PostedPoint point)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Upsert, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = metric },
                new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime.Date, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new NpgsqlParameter<string> { TypedValue = point.Name },
                new NpgsqlParameter<decimal> { TypedValue = point.Value },
            },
        };
        await command.ExecuteNonQueryAsync();
    }
}
