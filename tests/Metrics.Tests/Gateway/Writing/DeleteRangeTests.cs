using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Values that are deleted to correct a bad load.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class DeleteRangeTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task A_range_is_deleted_and_points_count_from_zero_afterwards()
    {
        var id = await _client.Define("range");
        foreach (var day in (int[])[8, 9, 10, 11])
        {
            await _client.AddReturning(id, $$"""{"value":{{day}},"date":"2024-04-{{day:D2}}"}""");
        }

        Assert.Equal(Deleted(2), await _client.Delete($"/v2/customMetrics/{id}/data?startDate=2024-04-09&endDate=2024-04-11"));

        Assert.Equal(["8.0", "0.0", "0.0", "11.0"], await ValuesAsync(id, 8, 9, 10, 11));
        Assert.Equal("""{"value":5.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"value":5,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task Some_keys_are_deleted_and_the_others_are_not()
    {
        await _client.Define("range of keys", keyed: true);
        foreach (var key in (string[])["one", "two & three", "four"])
        {
            await _client.AddReturning("range of keys", $$"""{"name":"{{key}}","value":7,"date":"2024-04-09"}""");
        }

        Assert.Equal(Deleted(2), await _client.Delete("/v2/customMetrics/range%20of%20keys/data?startDate=2024-01-01&name=four&name=two%20%26%20three&name=none"));

        Assert.Equal(
            ["7.0", "0.0", "0.0"],
            [await ValueAsync("range of keys", "one"), await ValueAsync("range of keys", "two & three"), await ValueAsync("range of keys", "four")]);
    }

    [Theory]
    [InlineData("startDate=2024-04-10", new[] { "8.0", "9.0", "0.0", "0.0" })]
    [InlineData("endDate=2024-04-10", new[] { "0.0", "0.0", "10.0", "11.0" })]
    [InlineData("startDate=&endDate=2024-04-10", new[] { "0.0", "0.0", "10.0", "11.0" })]
    [InlineData("startDate=2024-04-08T23:59:59.5Z&endDate=2024-04-10T00:00:00.5Z", new[] { "0.0", "0.0", "0.0", "11.0" })]
    [InlineData("startDate=2024-04-10T00:00:00%2B02:00&endDate=2024-04-11T00:00:00%2B02:00", new[] { "8.0", "0.0", "0.0", "11.0" })]
    public async Task A_bucket_belongs_to_a_range_that_touches_it(string query, string[] left)
    {
        var id = await _client.Define($"starts {query.Length}");
        foreach (var day in (int[])[8, 9, 10, 11])
        {
            await _client.AddReturning(id, $$"""{"value":{{day}},"date":"2024-04-{{day:D2}}"}""");
        }

        await _client.Delete($"/v2/customMetrics/{id}/data?{query}");

        Assert.Equal(left, await ValuesAsync(id, 8, 9, 10, 11));
    }

    [Fact]
    public async Task A_date_without_a_zone_is_one_of_the_organization()
    {
        var client = shared.Host.Client(TestUsers.NewYorkToken);
        var id = await client.Define("range in New York");
        await client.AddReturning(id, """{"value":1,"date":"2024-04-09T03:00:00Z"}""");
        await client.AddReturning(id, """{"value":2,"date":"2024-04-09T05:00:00Z"}""");

        Assert.Equal(Deleted(1), await client.Delete($"/v2/customMetrics/{id}/data?startDate=2024-04-09"));

        Assert.Equal("""{"value":1.0,"date":"2024-04-08T04:00:00Z"}""", await client.AddReturning(id, """{"value":0,"date":"2024-04-08"}"""));
    }

    [Theory]
    [InlineData("startDate=-24h", "Hourly", "2024-04-08T14:00:00Z", "2024-04-08T13:59:00Z")]
    [InlineData("startDate=-2d", "Daily", "2024-04-07T00:00:00Z", "2024-04-06T23:59:00Z")]
    public async Task A_range_goes_back_from_now(string query, string interval, string inside, string outside)
    {
        using var host = new GatewayHost(now: "2024-04-09T14:44:00Z");
        var client = host.Client();
        var id = await client.Define("back from now", interval: interval);
        foreach (var date in (string[])[inside, outside])
        {
            await client.AddReturning(id, $$"""{"value":1,"date":"{{date}}"}""");
        }

        Assert.Equal(Deleted(1), await client.Delete($"/v2/customMetrics/{id}/data?{query}"));

        Assert.StartsWith("""{"value":0.0,""", await client.AddReturning(id, $$"""{"value":0,"date":"{{inside}}"}"""), StringComparison.Ordinal);
        Assert.StartsWith("""{"value":1.0,""", await client.AddReturning(id, $$"""{"value":0,"date":"{{outside}}"}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "startDate or endDate is required; to delete all data of a customMetric, delete the customMetric")]
    [InlineData("name=a", "startDate or endDate is required; to delete all data of a customMetric, delete the customMetric")]
    [InlineData("startDate=2024-04-09&endDate=2024-04-09", "startDate must be before endDate")]
    [InlineData("startDate=2024-04-09&endDate=2024-04-08", "startDate must be before endDate")]
    [InlineData("startDate=yesterday", "startDate must be an ISO 8601 date, such as 2018-10-19T14:44:00Z (with %2B for a +), or a time before now, such as -24h, -60d, -8w, -6m or -1y")]
    [InlineData("endDate=-d", "endDate must be an ISO 8601 date, such as 2018-10-19T14:44:00Z (with %2B for a +), or a time before now, such as -24h, -60d, -8w, -6m or -1y")]
    [InlineData("endDate=-100000d", "endDate must be an ISO 8601 date, such as 2018-10-19T14:44:00Z (with %2B for a +), or a time before now, such as -24h, -60d, -8w, -6m or -1y")]
    [InlineData("endDate=-1q", "endDate must be an ISO 8601 date, such as 2018-10-19T14:44:00Z (with %2B for a +), or a time before now, such as -24h, -60d, -8w, -6m or -1y")]
    [InlineData("startDate=2024-04-09&name=", "name must have 1 to 255 characters, and no control characters")]
    [InlineData("startDate=2024-04-09&name=a&name=b%07", "name must have 1 to 255 characters, and no control characters")]
    public async Task A_range_that_makes_no_sense_deletes_nothing(string query, string why)
    {
        var name = $"no range {query.Length}";
        await _client.Define(name, keyed: true);
        var before = ValueOf(await _client.AddReturning(name, """{"name":"a","value":7,"date":"2024-04-09"}"""));

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {why}"),
            await _client.Delete($"/v2/customMetrics/{Uri.EscapeDataString(name)}/data?{query}"));
        Assert.Equal(before, await ValueAsync(name, "a"));
    }

    [Fact]
    public async Task A_metric_without_keys_has_none_to_delete()
    {
        var id = await _client.Define("no keys to delete");

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: name is not allowed, because this customMetric is not keyed (keyedValues is false)"),
            await _client.Delete($"/v2/customMetrics/{id}/data?startDate=2024-04-09&name=a"));
    }

    [Theory]
    [InlineData(TestUsers.StandardToken)]
    [InlineData(TestUsers.ReaderToken)]
    public async Task Only_an_administrator_deletes_values(string token)
    {
        var id = await _client.Define($"range of {token}");
        await _client.AddReturning(id, """{"value":1,"date":"2024-04-09"}""");

        Assert.Equal(
            Answer.Failure(HttpStatusCode.Forbidden, "The requested customMetric was not updated - access was denied"),
            await shared.Host.Client(token).Delete($"/v2/customMetrics/{id}/data?startDate=2024-04-09"));
        Assert.Equal(
            Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found"),
            await shared.Host.Client(TestUsers.OtherOrganizationToken).Delete($"/v2/customMetrics/{id}/data?startDate=2024-04-09"));
        Assert.Equal(["1.0"], await ValuesAsync(id, 9));
    }

    [Fact]
    public async Task A_request_that_was_counted_and_deleted_is_not_counted_again()
    {
        var id = await _client.Define("range with receipts");
        var first = await AddOnceAsync(id, "k");
        await _client.Delete($"/v2/customMetrics/{id}/data?startDate=2024-04-09");

        Assert.Equal("""{"value":5.0,"date":"2024-04-09T00:00:00Z"}""", first);
        Assert.Equal(first, await AddOnceAsync(id, "k"));
        Assert.Equal(["0.0"], await ValuesAsync(id, 9));
    }

    [Fact]
    public async Task What_is_accepted_after_a_deletion_is_what_is_left_while_points_pour_in()
    {
        const int writers = 50;
        var id = await _client.Define("range under load");
        var (sent, acknowledged) = (0, 0);
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(PourAsync)));
        while (Volatile.Read(ref acknowledged) < 500)
        {
            await _client.AddReturning(id, """{"value":0,"date":"2024-04-09"}""");
        }

        var acknowledgedBefore = Volatile.Read(ref acknowledged);
        Assert.Equal(Deleted(1), await _client.Delete($"/v2/customMetrics/{id}/data?startDate=2024-04-09"));
        var (sentBefore, target) = (Volatile.Read(ref sent), Volatile.Read(ref acknowledged) + 500);
        while (Volatile.Read(ref acknowledged) < target)
        {
            await _client.AddReturning(id, """{"value":0,"date":"2024-04-09"}""");
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal(sent, acknowledged);
        var left = int.Parse((await ValuesAsync(id, 9))[0].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(left, acknowledged - sentBefore, acknowledged - acknowledgedBefore);

        async Task PourAsync()
        {
            var client = shared.Host.Client();
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref sent);
                Assert.Equal(HttpStatusCode.NoContent, (await client.Post($"/v2/customMetrics/{id}/data", """{"value":1,"date":"2024-04-09"}""")).Status);
                Interlocked.Increment(ref acknowledged);
            }
        }
    }

    private static Answer Deleted(int count) =>
        new(HttpStatusCode.OK, "application/json", $$$"""{"status":"Success","data":{"deleted":{{{count}}}}}""");

    /// <summary>The running values of days of April 2024, for which nothing is added to a sum.</summary>
    private async Task<IReadOnlyList<string>> ValuesAsync(long id, params int[] days)
    {
        var values = new List<string>();
        foreach (var day in days)
        {
            values.Add(ValueOf(await _client.AddReturning(id, $$"""{"value":0,"date":"2024-04-{{day:D2}}"}""")));
        }

        return values;
    }

    private async Task<string> ValueAsync(string metric, string key) =>
        ValueOf(await _client.AddReturning(metric, $$"""{"name":"{{key}}","value":0,"date":"2024-04-09"}"""));

    private static string ValueOf(string body) => body.Split(':', ',')[1];

    private async Task<string> AddOnceAsync(long id, string key) =>
        (await _client.PostData($"/v2/customMetrics/{id}/data?returnValue=true", """{"value":5,"date":"2024-04-09"}""", key: key)).Body;
}
