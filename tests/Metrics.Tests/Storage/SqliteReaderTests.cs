using System.Data.Common;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using NodaTime;

namespace Metrics.Tests.Storage;

public sealed class SqliteReaderTests : BucketReaderContract, IAsyncLifetime
{
    private readonly SqliteDatabase _database = new();

    private protected override IBucketDatabase Database => _database.Buckets;

    private protected override IBucketQueries Queries => _database.Queries;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task One_key_is_looked_up_however_many_others_there_are()
    {
        var selection = new BucketSelection(1, AggregationType.Sum, BucketSelection.Earliest, BucketSelection.Latest) { Keys = ["key"] };
        await using var queries = new PlannedQueries(_database.File);

        await queries.ReadAsync(selection, after: null, skip: 0, limit: 10);
        await queries.ReadAsync(selection with { IsDescending = true }, after: null, skip: 0, limit: 10);
        await queries.ReadAsync(selection with { IsSummed = true }, after: null, skip: 0, limit: 10);

        Assert.Equal(3, queries.Plans.Count);
        Assert.All(queries.Plans, plan => Assert.Contains("metric_buckets_by_key (metric_id=? AND key=? AND bucket_start>? AND bucket_start<?)", plan, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Several_keys_are_looked_up_each_and_what_is_in_order_is_merged(bool isDescending, bool isSummed)
    {
        var (start, end) = (Instant.FromUtc(2024, 4, 9, 0, 0), Instant.FromUtc(2024, 4, 10, 0, 0));
        var selection = new BucketSelection(1, AggregationType.Sum, start, end) { Keys = ["a", "b", "c"], IsDescending = isDescending, IsSummed = isSummed };
        await using var queries = new PlannedQueries(_database.File);

        await queries.ReadAsync(selection, after: null, skip: 0, limit: 10);
        await queries.ReadAsync(selection, new DataPoint(start + Duration.FromHours(12), "b", 1, 1), skip: 0, limit: 10);

        var lookups = queries.Plans.FindAll(plan => plan.StartsWith("SEARCH", StringComparison.Ordinal));
        Assert.Equal(6, lookups.Count);
        Assert.All(lookups, plan => Assert.Contains("metric_buckets_by_key (metric_id=? AND key=? AND bucket_start>? AND bucket_start<?)", plan, StringComparison.Ordinal));
        Assert.DoesNotContain(queries.Plans, plan => plan.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_keys_are_counted_and_their_ends_found_by_the_index_alone_and_the_largest_among_them_by_the_index_too()
    {
        var selection = new BucketSelection(1, AggregationType.Sum, BucketSelection.Earliest, BucketSelection.Latest) { Keys = ["a", "b", "c"] };
        await using var queries = new PlannedQueries(_database.File);

        await queries.CountAsync(selection);
        await queries.CountAsync(selection with { IsSummed = true });
        await queries.FindEndsAsync(selection);
        await queries.FindLargestKeysAsync(selection, limit: 2);

        var lookups = queries.Plans.FindAll(plan => plan.StartsWith("SEARCH metric_buckets", StringComparison.Ordinal));
        Assert.Equal(4, lookups.Count);
        Assert.All(lookups[..3], plan => Assert.Contains("COVERING INDEX metric_buckets_by_key (metric_id=? AND key=?", plan, StringComparison.Ordinal));
        Assert.Contains("INDEX metric_buckets_by_key (metric_id=? AND key=?", lookups[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, "(metric_id=? AND (bucket_start,key)>(?,?) AND bucket_start<?)")]
    [InlineData(true, false, "(metric_id=? AND bucket_start>? AND (bucket_start,key)<(?,?))")]
    [InlineData(false, true, "(metric_id=? AND bucket_start>? AND bucket_start<?)")]
    [InlineData(true, true, "(metric_id=? AND bucket_start>? AND bucket_start<?)")]
    public async Task A_piece_begins_where_the_one_before_has_ended(bool isDescending, bool isSummed, string expected)
    {
        var (start, end) = (Instant.FromUtc(2024, 4, 9, 0, 0), Instant.FromUtc(2024, 4, 10, 0, 0));
        var selection = new BucketSelection(1, AggregationType.Sum, start, end) { IsDescending = isDescending, IsSummed = isSummed };
        var after = new DataPoint(start + Duration.FromHours(12), "key", 1, 1);
        await using var queries = new PlannedQueries(_database.File);

        await queries.ReadAsync(selection, after, skip: 0, limit: 10);

        Assert.EndsWith(expected, Assert.Single(queries.Plans), StringComparison.Ordinal);

        // The wider bound is not there at all: SQLite would have to choose.
        Assert.DoesNotContain(isDescending ? "@end" : "@start", Assert.Single(queries.Statements), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_metric_is_looked_up_in_each_table()
    {
        await using var queries = new PlannedQueries(_database.File);

        await queries.FindLastMetricAsync(1);

        var lookups = queries.Plans.FindAll(plan => plan.StartsWith("SEARCH", StringComparison.Ordinal) && !plan.StartsWith("SEARCH ids", StringComparison.Ordinal));
        Assert.Equal(6, lookups.Count);
        Assert.All(lookups, plan => Assert.Matches(@"\((metric_id|rowid)>\?\)$", plan));
    }

    [Fact]
    public async Task A_first_read_that_cannot_open_the_file_fails_as_any_read_does_and_the_next_one_succeeds()
    {
        await using var queries = new SqliteQueries(_database.File);
        var reader = new BucketReader(queries);
        var selection = new BucketSelection(1, AggregationType.Sum, BucketSelection.Earliest, BucketSelection.Latest);
        var away = $"{_database.File.Path}.away";
        File.Move(_database.File.Path, away);
        Directory.CreateDirectory(_database.File.Path);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => reader.CountAsync(selection));

        Directory.Delete(_database.File.Path);
        File.Move(away, _database.File.Path);
        Assert.Equal(0, await reader.CountAsync(selection));
    }

    /// <summary>Notes each statement, and how SQLite is going to find its rows.</summary>
    private sealed class PlannedQueries(SqliteFile file) : SqliteQueries(file)
    {
        private readonly SqliteFile _file = file;

        public List<string> Statements { get; } = [];

        public List<string> Plans { get; } = [];

        protected override async Task<IReadOnlyList<T>> RunAsync<T>(SqlQuery query, Func<DbDataReader, T> read)
        {
            using var connection = _file.Open();
            SqliteSums.AddTo(connection);
            using var command = query.CreateCommand(connection);
            Statements.Add(command.CommandText);
            command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
            using var plan = command.ExecuteReader();
            while (plan.Read())
            {
                Plans.Add(plan.GetString(3));
            }

            return await base.RunAsync(query, read);
        }
    }
}
