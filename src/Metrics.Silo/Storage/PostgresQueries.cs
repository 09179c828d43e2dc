using System.Data.Common;
using NodaTime;
using Npgsql;

namespace Metrics.Silo.Storage;

/// <summary>Reads of many aggregates in a PostgreSQL database, over a pool of their own.</summary>
internal sealed class PostgresQueries(NpgsqlDataSource pool, PostgresRetry retry) : BucketQueries
{
    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> FindLargestKeysAsync(BucketSelection selection, int limit) => RunAsync(
        Select("key", selection, $"GROUP BY key ORDER BY sum({ValueOf(selection.AggregationType)}) DESC, key LIMIT @limit").With("limit", limit),
        reader => reader.GetString(0));

    /// <summary>
    /// From key to key along the index, whatever the number of buckets: the first row of the next key is that of its latest bucket.
    /// </summary>
    public override Task<IReadOnlyList<DataPoint>> ReadLatestAsync(long metricId, AggregationType type, string? after, int limit)
    {
        var columns = $"b.bucket_start, b.key, b.count, {ColumnsOf(type)}";
        return RunAsync(
            new SqlQuery($"""
                WITH RECURSIVE latest AS
                (
                    (SELECT b.*, 1 AS position FROM metric_buckets b
                    WHERE b.metric_id = @metric AND b.key {(after is null ? ">=" : ">")} @after ORDER BY b.key, b.bucket_start DESC LIMIT 1)
                    UNION ALL
                    SELECT next.*, latest.position + 1
                    FROM latest CROSS JOIN LATERAL (
                        SELECT b.* FROM metric_buckets b
                        WHERE b.metric_id = @metric AND b.key > latest.key ORDER BY b.key, b.bucket_start DESC LIMIT 1) next
                    WHERE latest.position < @limit
                )
                SELECT {columns} FROM latest b ORDER BY b.position
                """).With("metric", metricId).With("after", after ?? "").With("limit", limit),
            reader => new DataPoint(GetInstant(reader, 0), reader.GetString(1), GetValue(reader, type), reader.GetInt64(2)));
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<T>> RunAsync<T>(SqlQuery query, Func<DbDataReader, T> read) => retry.RunAsync<IReadOnlyList<T>>(async () =>
    {
        await using var connection = await pool.OpenConnectionAsync();
        await using var command = query.CreateCommand(connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    });

    /// <inheritdoc/>
    protected override string IsKeyIn(string parameter) => $"key = ANY ({parameter})";

    /// <inheritdoc/>
    protected override string SumOf(AggregationType type) => $"CAST(sum({ValueOf(type)}) AS text)";

    /// <inheritdoc/>
    protected override object ToColumn(Instant instant) => instant.ToDateTimeUtc();

    /// <inheritdoc/>
    protected override object ToColumn(IReadOnlyCollection<string> keys) => keys.ToArray();

    /// <inheritdoc/>
    protected override Instant GetInstant(DbDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));

    /// <inheritdoc/>
    protected override decimal GetNumber(DbDataReader reader, int column) => reader.GetDecimal(column);

    /// <summary>The value of a row. A quotient gets at least as many decimals as its dividend has: as many as a decimal can have.</summary>
    private static string ValueOf(AggregationType type) =>
        type == AggregationType.Average ? "CAST(weighted_sum AS numeric(100, 28)) / weight" : ColumnOf(type);
}
