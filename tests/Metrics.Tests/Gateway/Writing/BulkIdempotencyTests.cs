using System.Globalization;
using System.Net;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Many points that a client sends again because it did not hear the answer.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BulkIdempotencyTests(SharedGateway shared)
{
    private const string Points = """[{"name":"a","value":1,"date":"2024-04-09"},{"name":"b","value":2,"date":"2024-04-09"},{"name":"a","value":3,"date":"2024-04-09"}]""";

    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task A_repetition_counts_once_and_is_answered_as_the_first_time()
    {
        var id = await _client.Define("bulk repeated", keyed: true);

        var first = await _client.PostData(Path(id), Points, key: "k");
        await _client.PostData(Path(id), Points, key: "another");
        var again = await _client.PostData(Path(id), Points, key: "k");

        Assert.Equal(
            """{"status":"Success","data":{"accepted":3,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"a","value":4.0},{"date":"2024-04-09T00:00:00Z","name":"b","value":2.0}]}}""",
            first.Body);
        Assert.Equal(first, again);
        Assert.Equal("""{"value":8.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"name":"a","value":0,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task The_same_points_packed_are_the_same_request()
    {
        var id = await _client.Define("bulk packed again", keyed: true);
        var first = await _client.PostData(Path(id), Points, key: "k");

        Assert.Equal(first, await _client.PostData(Path(id), Points.Gzip(), gzip: true, key: "k"));
    }

    [Fact]
    public async Task Many_repetitions_at_once_count_once()
    {
        var id = await _client.Define("bulk at once", keyed: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => _client.PostData(Path(id), Points, key: "at once")));

        Assert.Contains("\"value\":4.0", Assert.Single(answers.Select(answer => answer.Body).Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_with_other_points_is_refused()
    {
        var id = await _client.Define("bulk other points", keyed: true);
        await _client.PostData(Path(id), Points, key: "k");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _client.PostData(Path(id), """[{"name":"c","value":1,"date":"2024-04-09"}]""", key: "k")).Status);
        Assert.Equal("""{"value":0.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"name":"c","value":0,"date":"2024-04-09"}"""));
    }

    [Theory]
    [InlineData("[]", """[{"name":"a","value":1,"date":"2024-04-09"}]""")]
    [InlineData("""[{"name":"a","value":1,"date":"2024-04-09"}]""", "[]")]
    public async Task No_points_are_a_request_of_their_own(string one, string other)
    {
        var id = await _client.Define($"bulk of none, {one.Length}", keyed: true);
        var first = await _client.PostData(Path(id), one, key: "k");

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _client.PostData(Path(id), other, key: "k")).Status);
        Assert.Equal(first, await _client.PostData(Path(id), one, key: "k"));
    }

    [Fact]
    public async Task What_was_half_committed_is_completed_by_a_repetition()
    {
        using var folder = new TemporaryFolder();
        const string body = """[{"metric":"one","name":"a","value":1,"date":"2024-04-09"},{"metric":"one","name":"b","value":2,"date":"2024-04-09"},{"metric":"two","value":3,"date":"2024-04-09"}]""";
        const string path = "/v2/customMetrics/data?returnValue=true";
        Answer first;
        string database;
        long one;
        using (var host = new GatewayHost(folder))
        {
            one = await host.Client().Define("one", keyed: true);
            await host.Client().Define("two");
            first = await host.Client().PostData(path, body, key: "k");
            database = host.Database;
        }

        // As a crash leaves it: one bucket is written, with its receipt; another is not; and one metric has not heard of the request.
        using (var connection = new SqliteConnection($"Data Source={database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
                DELETE FROM metric_buckets WHERE key = 'b' OR metric_id <> {one};
                DELETE FROM bucket_receipts WHERE key = 'b' OR metric_id <> {one};
                DELETE FROM idempotent_requests WHERE metric_id <> {one};
                """);
            Assert.Equal(5, command.ExecuteNonQuery());
        }

        using var restarted = new GatewayHost(folder);
        Assert.Equal(first, await restarted.Client().PostData(path, body, key: "k"));
        Assert.Equal(first, await restarted.Client().PostData(path, body, key: "k"));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await restarted.Client().AddReturning("one", """{"name":"a","value":0,"date":"2024-04-09"}"""));
        Assert.Equal("""{"value":3.0,"date":"2024-04-09T00:00:00Z"}""", await restarted.Client().AddReturning("two", """{"value":0,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task A_repetition_into_a_bucket_that_is_full_by_now_is_answered_as_the_first_time()
    {
        var id = await _client.Define("bulk full by now", keyed: true);
        var first = await _client.PostData(Path(id), Points, key: "k");
        await _client.AddReturning(id, """{"name":"a","value":79228162514264337593543950331,"date":"2024-04-09"}""");

        Assert.Equal(first, await _client.PostData(Path(id), Points, key: "k"));
    }

    [Fact]
    public async Task A_repetition_of_what_was_half_committed_that_does_not_fit_any_more_is_told_that_a_part_stays()
    {
        using var folder = new TemporaryFolder();
        const string body = """[{"metric":"one","value":1,"date":"2024-04-09"},{"metric":"two","value":2,"date":"2024-04-09"}]""";
        const string path = "/v2/customMetrics/data";
        string database;
        long two;
        using (var host = new GatewayHost(folder))
        {
            await host.Client().Define("one");
            two = await host.Client().Define("two");
            await host.Client().PostData(path, body, key: "k");
            database = host.Database;
        }

        // As a crash leaves it: the bucket of one metric is written, with its receipt, and the other metric has not heard of the request.
        using (var connection = new SqliteConnection($"Data Source={database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
                DELETE FROM metric_buckets WHERE metric_id = {two};
                DELETE FROM bucket_receipts WHERE metric_id = {two};
                DELETE FROM idempotent_requests WHERE metric_id = {two};
                """);
            Assert.Equal(3, command.ExecuteNonQuery());
        }

        using var restarted = new GatewayHost(folder);
        await restarted.Client().AddReturning("two", """{"value":79228162514264337593543950335,"date":"2024-04-09"}""");

        var answer = await restarted.Client().PostData(path, body, key: "k");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(
            """{"status":"Failure","message":"The request was not properly formed: not all points are valid, see data.errors; nothing more was applied, and what was counted under this Idempotency-Key before stays","data":{"errors":[{"index":1,"message":"the running value of this time bucket would need more digits than an exact decimal has (28, up to 79228162514264337593543950335)"}]}}""",
            answer.Body);
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await restarted.Client().AddReturning("one", """{"value":0,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task Points_of_one_bucket_that_were_refused_are_refused_in_the_same_words_again()
    {
        var id = await _client.Define("bulk refused again");
        await _client.AddReturning(id, """{"value":79228162514264337593543950335,"date":"2024-04-09"}""");

        var first = await _client.PostData(Path(id), """[{"value":1,"date":"2024-04-09"}]""", key: "k");
        var again = await _client.PostData(Path(id), """[{"value":1,"date":"2024-04-09"}]""", key: "k");

        Assert.Contains("; nothing was applied", first.Body, StringComparison.Ordinal);
        Assert.Equal(first, again);
    }

    private static string Path(long id) => $"/v2/customMetrics/{id}/data?returnValue=true";
}
