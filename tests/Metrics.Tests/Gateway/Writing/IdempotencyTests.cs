using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Points that a client sends again because it did not hear the answer.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class IdempotencyTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task A_repetition_counts_once_and_is_answered_as_the_first_time()
    {
        var id = await _client.Define("repeated");

        var first = await AddAsync(id, "key 1", """{"value":5,"date":"2024-04-09"}""");
        var other = await AddAsync(id, "key 2", """{"value":5,"date":"2024-04-09"}""");
        var again = await AddAsync(id, "key 1", """{"value":5,"date":"2024-04-09"}""");

        Assert.Equal("""{"value":5.0,"date":"2024-04-09T00:00:00Z"}""", first.Body);
        Assert.Equal("""{"value":10.0,"date":"2024-04-09T00:00:00Z"}""", other.Body);
        Assert.Equal(first, again);
        Assert.Equal("""{"value":10.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"value":0,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task A_repetition_without_returnValue_is_answered_with_nothing_again()
    {
        var id = await _client.Define("repeated silently");

        Assert.Equal(HttpStatusCode.NoContent, (await AddAsync(id, "k", """{"value":5}""", query: "")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await AddAsync(id, "k", """{"value":5}""", query: "")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(id, "k", """{"value":5}""")).Status);
    }

    [Fact]
    public async Task Many_repetitions_at_once_count_once()
    {
        var id = await _client.Define("repeated at once");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AddAsync(id, "at once", """{"value":1,"date":"2024-04-09"}""")));

        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", Assert.Single(answers.Select(answer => answer.Body).Distinct()));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_changes_nothing()
    {
        var id = await _client.Define("another body", keyed: true);
        await AddAsync(id, "k", """{"name":"one","value":1,"date":"2024-04-09"}""");

        var answer = await AddAsync(id, "k", """{"name":"two","value":1,"date":"2024-04-09"}""");

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.UnprocessableEntity,
                "The Idempotency-Key was used for a request with another body, please use a new key for a new request"),
            answer);
        Assert.Equal(
            """{"value":0.0,"date":"2024-04-09T00:00:00Z"}""",
            await _client.AddReturning(id, """{"name":"two","value":0,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task A_key_belongs_to_its_metric()
    {
        var one = await _client.Define("key of one");
        var two = await _client.Define("key of two");

        Assert.Equal(HttpStatusCode.OK, (await AddAsync(one, "shared", """{"value":1}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(two, "shared", """{"value":2}""")).Status);
    }

    [Fact]
    public async Task A_key_is_not_spent_on_a_request_that_was_refused()
    {
        var id = await _client.Define("refused");

        Assert.Equal(HttpStatusCode.BadRequest, (await AddAsync(id, "k", """{"value":"x"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(id, "k", """{"value":1}""")).Status);
    }

    [Theory]
    [InlineData(255, HttpStatusCode.OK)]
    [InlineData(256, HttpStatusCode.BadRequest)]
    [InlineData(0, HttpStatusCode.BadRequest)]
    public async Task A_key_has_1_to_255_characters(int length, HttpStatusCode expected)
    {
        var id = await _client.Define("length of keys");

        Assert.Equal(expected, (await AddAsync(id, new string('k', length), """{"value":1}""")).Status);
    }

    [Theory]
    [InlineData("one", "two")]
    [InlineData("same", "same")]
    public async Task A_key_must_be_there_once(string one, string other)
    {
        var id = await _client.Define("two headers");

        var answer = await SendAsync(id, $"Idempotency-Key: {one}", $"Idempotency-Key: {other}");

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, "The request was not properly formed: the header Idempotency-Key must be there once, with 1 to 255 characters"),
            answer);
        Assert.Empty(await _client.ReadPoints($"{id}", "startDate=2024-04-01"));
    }

    [Fact]
    public async Task A_key_with_a_comma_is_one_key()
    {
        var id = await _client.Define("comma");

        var first = await SendAsync(id, "Idempotency-Key: one, two");

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"value":1.0,"date":"2024-04-09T00:00:00Z"}"""), first);
        Assert.Equal(first, await SendAsync(id, "Idempotency-Key: one, two"));
        Assert.Contains("\"value\":2.0", (await SendAsync(id, "Idempotency-Key: one")).Body, StringComparison.Ordinal);
        Assert.Contains("\"value\":3.0", (await SendAsync(id, "Idempotency-Key: one, three")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"value":1,"date":"2024-04-09"}""", """{"value":2,"date":"2024-04-08"}""")]
    [InlineData("""[{"value":1,"date":"2024-04-09"}]""", """[{"value":2,"date":"2024-04-08"}]""")]
    [InlineData("""[{"value":1,"date":"2024-04-09"},{"value":1,"date":"2024-04-07"}]""", """[{"value":2,"date":"2024-04-08"}]""")]
    public async Task A_key_is_spent_on_a_request_whose_sum_did_not_fit(string body, string other)
    {
        var id = await _client.Define($"full {body.Length}");
        await _client.AddReturning(id, """{"value":79228162514264337593543950335,"date":"2024-04-09"}""");

        Assert.Equal(HttpStatusCode.BadRequest, (await AddAsync(id, "k", body)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AddAsync(id, "k", other)).Status);
        Assert.Equal(["2024-04-09=79228162514264337593543950335.0"], await _client.ReadPoints($"{id}", "startDate=2024-04-01"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repetition_finds_no_metric_that_was_deleted_or_renamed_since(bool isDeleted)
    {
        const string body = """{"value":5,"date":"2024-04-09"}""";
        const string several = """[{"metric":"goes","value":5,"date":"2024-04-09"},{"metric":"stays","value":5,"date":"2024-04-09"}]""";
        var goes = await _client.Define("goes");
        var stays = await _client.Define("stays");
        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostData("/v2/customMetrics/goes/data", body, key: "one")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.PostData("/v2/customMetrics/data", several, key: "several")).Status);

        await (isDeleted ? _client.Delete($"/v2/customMetrics/{goes}") : _client.Put($"/v2/customMetrics/{goes}", """{"name":"gone"}"""));

        Assert.Equal(
            Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found"), await _client.PostData("/v2/customMetrics/goes/data", body, key: "one"));
        Assert.Equal(
            """{"status":"Failure","message":"The request was not properly formed: not all points are valid, see data.errors; nothing was applied","data":{"errors":[{"index":0,"message":"metric is not the id or the name of a customMetric"}]}}""",
            (await _client.PostData("/v2/customMetrics/data", several, key: "several")).Body);
        Assert.Equal(["2024-04-09=5.0"], await _client.ReadPoints($"{stays}", "startDate=2024-04-01"));
        if (!isDeleted)
        {
            Assert.Equal(["2024-04-09=10.0"], await _client.ReadPoints($"{goes}", "startDate=2024-04-01"));
            await _client.Delete($"/v2/customMetrics/{goes}");
        }

        await _client.Delete($"/v2/customMetrics/{stays}");
    }

    [Fact]
    public async Task A_repetition_is_known_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        using (var host = new GatewayHost(folder))
        {
            var id = await host.Client().Define("restarted");
            await AddAsync(id, "k", """{"value":5,"date":"2024-04-09"}""", client: host.Client());
            await AddAsync(id, "l", """{"value":5,"date":"2024-04-09"}""", client: host.Client());
        }

        using var again = new GatewayHost(folder);
        var answer = await AddAsync(await again.Client().Define("restarted"), "k", """{"value":5,"date":"2024-04-09"}""", client: again.Client());

        Assert.Equal("""{"value":5.0,"date":"2024-04-09T00:00:00Z"}""", answer.Body);
    }

    [Fact]
    public async Task A_point_without_a_date_goes_where_it_went_at_first_even_when_the_hour_has_ended()
    {
        using var host = new GatewayHost(now: "2024-04-09T14:59:59Z");
        var client = host.Client();
        var id = await client.Define("end of the hour", interval: "Hourly");
        var first = await AddAsync(id, "k", """{"value":5}""", client: client);
        host.Clock.Set(new DateTimeOffset(2024, 4, 9, 15, 0, 1, TimeSpan.Zero));

        var again = await AddAsync(id, "k", """{"value":5}""", client: client);

        Assert.Equal("""{"value":5.0,"date":"2024-04-09T14:00:00Z"}""", first.Body);
        Assert.Equal(first, again);
    }

    /// <summary>With these headers as they are, which <see cref="HttpClient"/> would put together.</summary>
    private async Task<Answer> SendAsync(long metric, params string[] headers) => (await shared.Host.Address.SendRaw(
        "POST",
        $"/v2/customMetrics/{metric}/data?returnValue=true",
        [$"Authorization: Bearer {TestUsers.AdministratorToken}", "Content-Type: application/json", .. headers],
        """{"value":1,"date":"2024-04-09"}""")).Answer;

    private Task<Answer> AddAsync(long metric, string key, string body, string query = "?returnValue=true", HttpClient? client = null) =>
        (client ?? _client).PostData($"/v2/customMetrics/{metric}/data{query}", body, key: key);
}
