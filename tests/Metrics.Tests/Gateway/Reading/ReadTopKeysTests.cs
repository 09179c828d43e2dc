using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Reading;

/// <summary>The largest keys are those whose values add up to most over the range; the others can be one series.</summary>
public sealed class ReadTopKeysTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-10T14:44:00Z");
    private readonly HttpClient _client;

    public ReadTopKeysTests() => _client = _host.Client();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_others_are_added_up_last_in_each_bucket()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints(
            "runs", "2024-04-01 small=0.1", "2024-04-01 tiny=0.2", "2024-04-01 z=5", "2024-04-02 small=1", "2024-04-03 b=3", "2024-04-03 z=1", "2024-04-04 b=2");

        Assert.Equal(
            ["2024-04-01 z=5.0", "2024-04-01 other=0.3", "2024-04-02 other=1.0", "2024-04-03 b=3.0", "2024-04-03 z=1.0", "2024-04-04 b=2.0"],
            await _client.ReadPoints("runs", "startDate=-60d&topKeys=2"));
        Assert.Equal(
            ["2024-04-04 b=2.0", "2024-04-03 z=1.0", "2024-04-03 b=3.0", "2024-04-02 other=1.0", "2024-04-01 other=0.3", "2024-04-01 z=5.0"],
            await _client.ReadPoints("runs", "startDate=-60d&topKeys=2&order=desc"));
    }

    [Fact]
    public async Task The_others_count_the_points_of_all_of_them()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 a=9", "2024-04-10 b=1", "2024-04-10 b=1", "2024-04-10 c=1");

        var answer = await _client.Get("/v2/customMetrics/runs/data?topKeys=1");

        Assert.Equal(
            """{"status":"Success","data":{"resultCount":2,"customMetricData":[{"date":"2024-04-10T00:00:00Z","name":"a","value":9.0,"count":1},{"date":"2024-04-10T00:00:00Z","name":"other","value":3.0,"count":3}]}}""",
            answer.Body);
    }

    [Fact]
    public async Task Which_keys_are_largest_depends_on_the_range()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-01 a=10", "2024-04-02 b=6", "2024-04-03 b=7");

        Assert.Equal(["2024-04-01=10.0"], await _client.ReadPoints("runs", "startDate=2024-04-01&endDate=2024-04-03&topKeys=1&sumKeys=true"));
        Assert.Equal(["2024-04-02=6.0", "2024-04-03=7.0"], await _client.ReadPoints("runs", "startDate=2024-04-01&endDate=2024-04-04&topKeys=1&sumKeys=true"));
    }

    [Theory]
    [InlineData("Sum", "b")]
    [InlineData("Count", "a")]
    [InlineData("Min", "c")]
    [InlineData("Max", "b")]
    [InlineData("First", "c")]
    [InlineData("Last", "c")]
    [InlineData("Average", "c")]
    public async Task The_largest_key_is_that_of_the_largest_value(string dataType, string largest)
    {
        await _client.Define("runs", dataType, keyed: true);
        await _client.AddPoints(
            "runs", "2024-04-10 a=1", "2024-04-10 a=1", "2024-04-10 a=1", "2024-04-10 b=2", "2024-04-10 b=10", "2024-04-10 b=3", "2024-04-10 c=9");

        Assert.Equal(largest, (await _client.ReadPoints("runs", "topKeys=1"))[0].Split(' ', '=')[1]);
    }

    [Fact]
    public async Task Numbers_are_compared_as_numbers_and_of_equals_the_first_name_is_larger()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints(
            "runs", "2024-04-10 a=9", "2024-04-10 b=10", "2024-04-10 c=-100", "2024-04-10 d=10.00", "2024-04-10 e=9.0000000001");

        Assert.Equal(["2024-04-10 b=10.0", "2024-04-10 other=-71.9999999999"], await _client.ReadPoints("runs", "topKeys=1"));
        Assert.Equal(
            ["2024-04-10 b=10.0", "2024-04-10 d=10.0", "2024-04-10 e=9.0000000001", "2024-04-10 other=-91.0"],
            await _client.ReadPoints("runs", "topKeys=3"));
    }

    [Fact]
    public async Task Where_all_keys_are_kept_there_are_no_others()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 a=1", "2024-04-10 b=2");

        Assert.Equal(["2024-04-10 a=1.0", "2024-04-10 b=2.0"], await _client.ReadPoints("runs", "topKeys=2"));
        Assert.Empty(await _client.ReadPoints("runs", "topKeys=2&endDate=2024-04-01"));
    }

    [Fact]
    public async Task Only_named_keys_are_among_the_others()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 a=1", "2024-04-10 b=2", "2024-04-10 c=4", "2024-04-10 d=8");

        Assert.Equal(["2024-04-10 c=4.0", "2024-04-10 other=3.0"], await _client.ReadPoints("runs", "topKeys=1&name=a&name=b&name=c"));
    }

    [Fact]
    public async Task A_key_that_is_called_other_is_one_of_them()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 other=100", "2024-04-10 a=2", "2024-04-10 b=1");

        Assert.Equal(["2024-04-10 a=2.0", "2024-04-10 other=101.0"], await _client.ReadPoints("runs", "topKeys=1"));
        Assert.Equal(["2024-04-10 a=2.0", "2024-04-10 b=1.0", "2024-04-10 other=100.0"], await _client.ReadPoints("runs", "topKeys=5"));
        Assert.Equal(["2024-04-10=100.0"], await _client.ReadPoints("runs", "topKeys=1&sumKeys=true"));
        Assert.Equal(["2024-04-10 other=100.0"], await _client.ReadPoints("runs", "name=other"));
    }
}
