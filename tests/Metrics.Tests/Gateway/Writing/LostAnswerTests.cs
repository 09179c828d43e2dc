using System.Net;
using Metrics.Tests.Support;
using Npgsql;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>PostgreSQL commits, the answer is lost, and by the time that this is found out somebody else has gone on from there.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private const string Unknown = "The service is temporarily unavailable, whether the request took effect is unknown";
    private const string Path = "/v2/customMetrics/sum/data?returnValue=true";
    private const string Point = """{"name":"lost answer","value":2,"date":"2024-04-09"}""";
    private const string Nothing = """{"name":"lost answer","value":0,"date":"2024-04-09"}""";

    private readonly string _database = PostgresServer.Shared.CreateDatabase();
    private readonly CuttingProxy _proxy = new(PostgresServer.Shared.Port);
    private readonly GatewayHost _host;
    private readonly HttpClient _client;

    public LostAnswerTests()
    {
        _host = new GatewayHost(settings: PostgresSettings.ForConnection(PostgresServer.Shared.ConnectionString(_database, _proxy.Port)));
        _client = _host.Client();
    }

    public void Dispose()
    {
        _client.Dispose();
        _host.Dispose();
        _proxy.Dispose();
    }

    [Fact]
    public async Task Of_a_point_without_a_key_nobody_knows_whether_it_counts()
    {
        await BeginAsync();

        Assert.Equal(Answer.Failure(HttpStatusCode.ServiceUnavailable, Unknown), await _client.Post(Path, Point));

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal(Value("13.0"), await _client.AddReturning("sum", Nothing));
    }

    [Fact]
    public async Task A_point_with_a_key_is_found_by_its_receipt_and_counts_once()
    {
        await BeginAsync();

        Assert.Equal(Value("3.0"), (await _client.PostData(Path, Point, key: "request")).Body);

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal(Value("3.0"), (await _client.PostData(Path, Point, key: "request")).Body);
        Assert.Equal(Value("13.0"), await _client.AddReturning("sum", Nothing));
    }

    [Fact]
    public async Task Of_many_points_too_each_bucket_counts_them_once()
    {
        await BeginAsync();
        var points = $$"""[{{Point}},{"name":"other","value":5,"date":"2024-04-09"}]""";

        var answer = await _client.PostData(Path, points, key: "request");

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal(
            """{"status":"Success","data":{"accepted":2,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"lost answer","value":3.0},{"date":"2024-04-09T00:00:00Z","name":"other","value":5.0}]}}""",
            answer.Body);
        Assert.Equal(answer, await _client.PostData(Path, points, key: "request"));
        Assert.Equal(Value("13.0"), await _client.AddReturning("sum", Nothing));
    }

    [Fact]
    public async Task A_deletion_is_not_repeated_upon_points_that_came_since()
    {
        const string path = "/v2/customMetrics/sum/data?startDate=2024-04-01&name=lost%20answer";
        await AddFirstAsync();
        await _client.Delete(path);
        await AddFirstAsync();
        _proxy.CutNext(Cut.AfterTheCommit, "lost answer", meanwhile: AddFirstAsync);

        Assert.Equal(Answer.Failure(HttpStatusCode.ServiceUnavailable, Unknown), await _client.Delete(path));

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal(Value("1.0"), await _client.AddReturning("sum", Nothing));
    }

    /// <summary>Adds 1, and lets somebody else add 10 as soon as what comes next is committed, whose answer is lost.</summary>
    private async Task BeginAsync()
    {
        await AddFirstAsync();
        _proxy.CutNext(Cut.AfterTheCommit, "lost answer", meanwhile: async () =>
        {
            await using var source = NpgsqlDataSource.Create(PostgresServer.Shared.ConnectionString(_database) + ";Pooling=false");
            await using var command = source.CreateCommand(
                "UPDATE metric_buckets SET sum = sum + 10, count = count + 1, version = version + 1, batch_id = gen_random_uuid() WHERE key = 'lost answer'");
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        });
    }

    private async Task AddFirstAsync()
    {
        await _client.Define("sum", keyed: true);
        Assert.Equal(Value("1.0"), await _client.AddReturning("sum", """{"name":"lost answer","value":1,"date":"2024-04-09"}"""));
    }

    private static string Value(string value) => $$"""{"value":{{value}},"date":"2024-04-09T00:00:00Z"}""";
}
