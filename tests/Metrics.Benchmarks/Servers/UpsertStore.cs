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

    private const string UpsertMany =
        """
        INSERT INTO points (metric, bucket_start, key, count, sum) SELECT $1, $2, key, count, sum FROM unnest($3, $4, $5) AS added (key, count, sum)
        ON CONFLICT (metric, bucket_start, key) DO UPDATE SET count = points.count + excluded.count, sum = points.sum + excluded.sum
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

    /// <summary>Adds one point.</summary>
    public Task AddAsync(string metric, PostedPoint point) => ExecuteAsync(
        Upsert, metric, new NpgsqlParameter<string> { TypedValue = point.Name }, new NpgsqlParameter<decimal> { TypedValue = point.Value });

    /// <summary>Adds many points. Rows go in the order of their keys, so that no two statements wait for each other.</summary>
    public Task AddAsync(string metric, PostedPoint[] points)
    {
        var totals = new Dictionary<string, (long Count, decimal Sum)>();
        foreach (var point in points)
        {
            var (count, sum) = totals.GetValueOrDefault(point.Name);
            totals[point.Name] = (count + 1, sum + point.Value);
        }

        var keys = totals.Keys.Order(StringComparer.Ordinal).ToArray();
        return ExecuteAsync(
            UpsertMany,
            metric,
            new NpgsqlParameter<string[]> { TypedValue = keys },
            new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(keys, key => totals[key].Count) },
            new NpgsqlParameter<decimal[]> { TypedValue = Array.ConvertAll(keys, key => totals[key].Sum) });
    }

    private async Task ExecuteAsync(string sql, string metric, params NpgsqlParameter[] values)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = metric },
                new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime.Date, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        command.Parameters.AddRange(values);
        await command.ExecuteNonQueryAsync();
    }
}
