using System.Collections.Concurrent;
using System.Globalization;
using Metrics.Client;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Data.Sqlite;

namespace Metrics.Tests.Client;

/// <summary>What the .NET client reads in several pages.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class LongReadTests(SharedGateway gateway)
{
    private const int PageSize = 10_000;

    private static readonly DateTimeOffset Midnight = new(2024, 4, 9, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_of_a_long_range_is_read_in_its_order_and_little_of_it_is_gone_over_again(bool isDescending)
    {
        // By UTF-16 the last two would stand the other way round.
        string[] keys = ["a", "b", "c", "\uffee", "🙂"];
        using var requests = new Recorder();
        using var client = Client(gateway.Host, requests);
        var metric = await CreateAsync(client, $"long range {isDescending}", Interval.Daily, isKeyed: true);
        var days = Enumerable.Range(0, 4_567).Select(day => Midnight.AddDays(-day)).Reverse();
        var expected = days.SelectMany(day => keys.Select(key => new DataPoint(day, key, 1, 1))).ToList();
        await AddAsync(client, metric, expected);

        var values = await client.ReadAsync(metric, new DataQuery { Start = DataQuery.Ago(TimeSpan.FromDays(9_000)), Descending = isDescending }).ToListAsync();

        Assert.Equal(isDescending ? expected.AsEnumerable().Reverse() : expected, values);
        var skipped = requests.Reads.Select(read => int.Parse(read["resultStart"]!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([0, 5, 5], skipped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_comes_in_beside_the_values_that_were_read_moves_no_others(bool isDescending)
    {
        using var client = Client(gateway.Host);
        var metric = await CreateAsync(client, $"long move {isDescending}", Interval.Daily);
        var expected = Enumerable.Range(0, PageSize + 2).Select(day => new DataPoint(Midnight.AddDays(-day), null, 1, 1)).ToList();
        await AddAsync(client, metric, expected);
        var query = new DataQuery { Start = Midnight.AddDays(-PageSize - 10), End = Midnight.AddDays(10), Descending = isDescending };

        var values = await ReadAsync(client, metric, query, afterFirstPage: () =>
            client.AddAsync(metric, new Point(1, Date: isDescending ? Midnight.AddDays(1) : Midnight.AddDays(-PageSize - 5))));

        Assert.Equal(isDescending ? expected : expected.AsEnumerable().Reverse(), values);
    }

    [Theory]
    [InlineData(false, "~")]
    [InlineData(true, "0")]
    public async Task The_current_bucket_stays_the_same_from_page_to_page(bool isDescending, string newKey)
    {
        using var requests = new Recorder();
        using var client = Client(gateway.Host, requests);
        var metric = await CreateAsync(client, $"long bucket {isDescending}", Interval.Yearly, isKeyed: true);
        var bucket = (await client.AddAndReturnAsync(metric, new Point(1, KeyOf(0)))).Date;
        var expected = Enumerable.Range(0, PageSize + 2).Select(i => new DataPoint(bucket, KeyOf(i), 1, 1)).ToList();
        await AddAsync(client, metric, expected[1..]);
        expected = isDescending ? [.. expected.AsEnumerable().Reverse()] : expected;
        var beforeAll = isDescending ? "~" : "0";

        var values = await ReadAsync(client, metric, new DataQuery { Descending = isDescending }, afterFirstPage: () =>
            client.AddAsync(metric, [new Point(1, beforeAll, bucket), new Point(1, newKey, bucket), new Point(1, KeyOf(1), bucket.AddDays(-1))]));

        Assert.Equal([.. expected, new DataPoint(bucket, newKey, 1, 1)], values);
        Assert.All(requests.Reads.Skip(1), read => Assert.NotNull(read["endDate"]));

        static string KeyOf(int i) => $"key{i:D6}";
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_from_another_calendar_of_the_organization_are_each_there_once(bool isDescending)
    {
        using var host = new GatewayHost();
        using var client = Client(host);
        var metric = await CreateAsync(client, "long calendar", Interval.Daily, isKeyed: true);
        var expected = ((DateTimeOffset[])[Midnight, Midnight.AddDays(1)])
            .SelectMany(day => Enumerable.Range(0, 6_000).Select(i => new DataPoint(day, $"key{i:D6}", 1, 1)))
            .ToList();
        await AddAsync(client, metric, expected);
        await using (var connection = new SqliteConnection($"Data Source={host.Database};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE metric_buckets SET bucket_start = bucket_start - 4 * 3600 WHERE bucket_start = (SELECT max(bucket_start) FROM metric_buckets)";
            Assert.Equal(6_000, await command.ExecuteNonQueryAsync());
        }

        var values = await client.ReadAsync(metric, new DataQuery { Start = Midnight, Descending = isDescending }).ToListAsync();

        expected = expected.ConvertAll(point => point.Date == Midnight ? point : point with { Date = Midnight.AddHours(20) });
        Assert.Equal(isDescending ? expected.AsEnumerable().Reverse() : expected, values);
    }

    private static async Task<Metric> CreateAsync(MetricsClient client, string name, Interval interval, bool isKeyed = false) =>
        await client.CreateAsync(new MetricDefinition(name, DataType.Sum, interval, isKeyed));

    private static async Task AddAsync(MetricsClient client, Metric metric, IEnumerable<DataPoint> values)
    {
        foreach (var points in values.Chunk(MetricsClient.MaxPointsPerRequest))
        {
            await client.AddAsync(metric, points.Select(value => new Point(value.Value, value.Key, value.Date)));
        }
    }

    /// <summary>Reads all, and does something when the first page is taken.</summary>
    private static async Task<List<DataPoint>> ReadAsync(MetricsClient client, Metric metric, DataQuery query, Func<Task> afterFirstPage)
    {
        var values = new List<DataPoint>();
        await foreach (var value in client.ReadAsync(metric, query))
        {
            values.Add(value);
            await (values.Count == PageSize ? afterFirstPage() : Task.CompletedTask);
        }

        return values;
    }

    private static MetricsClient Client(GatewayHost host, HttpMessageHandler? handler = null) => new(
        new MetricsClientOptions { Server = host.Address, Credentials = MetricsCredentials.Token(TestUsers.AdministratorToken) }, handler);

    /// <summary>Keeps the queries of the reads that pass.</summary>
    private sealed class Recorder() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly ConcurrentQueue<Dictionary<string, string?>> _reads = [];

        public IEnumerable<Dictionary<string, string?>> Reads => _reads;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get)
            {
                _reads.Enqueue(QueryHelpers.ParseQuery(request.RequestUri!.Query).ToDictionary(entry => entry.Key, entry => (string?)entry.Value));
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
