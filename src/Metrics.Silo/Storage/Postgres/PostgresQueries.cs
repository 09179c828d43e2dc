using System.Data.Common;
using NodaTime;
using Npgsql;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>Reads of many aggregates in a PostgreSQL database, over a pool of their own.</summary>
internal sealed class PostgresQueries(NpgsqlDataSource pool, PostgresRetry retry) : BucketQueries
{
    /// <summary>
    /// Where all is in one bucket each key is one row, and the largest rows are found many times faster than groups are made of
    /// each of them. Of all keys the index tells so at once; some keys make few groups.
    /// </summary>
    public override async Task<IReadOnlyList<string>> FindLargestKeysAsync(BucketSelection selection, int limit)
    {
        var value = ValueOf(selection.AggregationType);
        var ends = selection.Keys is null ? await FindEndsAsync(selection with { Except = [] }) : null;
        var query = ends is var (first, last) && first == last
            ? Select("key", selection with { Start = first, End = first + Duration.FromSeconds(1) }, $"ORDER BY {value} DESC, key LIMIT @limit")
            : Select("key", selection, $"GROUP BY key ORDER BY sum({value}) DESC, key LIMIT @limit");
        return await RunAsync(query.With("limit", limit), reader => reader.GetString(0));
    }

    /// <summary>
    /// From key to key along the index, whatever the number of buckets: the first row of the next key is that of its latest bucket.
    /// </summary>
    public override Task<IReadOnlyList<DataPoint>> ReadLatestAsync(long metricId, AggregationType type, string? after, int limit)
    {
        string Next(string beyond) => $"""
            SELECT bucket_start, key, count, {ColumnsOf(type)} FROM metric_buckets
            WHERE metric_id = @metric AND key {beyond} ORDER BY key, bucket_start DESC LIMIT 1
            """;
        return RunAsync(
            new SqlQuery($"""
                WITH RECURSIVE latest AS
                (
                    SELECT first.*, 1 AS position FROM ({Next($"{(after is null ? ">=" : ">")} @after")}) first
                    UNION ALL
                    SELECT next.*, latest.position + 1
                    FROM latest CROSS JOIN LATERAL ({Next("> latest.key")}) next
                    WHERE latest.position < @limit
                )
                SELECT * FROM latest ORDER BY position
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
