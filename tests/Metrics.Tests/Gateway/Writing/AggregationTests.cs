using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>The running values of the seven types, as a client sees them point by point.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class AggregationTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("Sum", "3 5 -4 0.5", "3.0 8.0 4.0 4.5")]
    [InlineData("Count", "3 5 -4 0.5", "1.0 2.0 3.0 4.0")]
    [InlineData("Min", "3 5 -4 0.5", "3.0 3.0 -4.0 -4.0")]
    [InlineData("Max", "3 5 -4 0.5", "3.0 5.0 5.0 5.0")]
    [InlineData("First", "3 5 -4 0.5", "3.0 3.0 3.0 3.0")]
    [InlineData("Last", "3 5 -4 0.5", "3.0 5.0 -4.0 0.5")]
    [InlineData("Average", "3 5 -4 0.5", "3.0 4.0 1.3333333333333333333333333333 1.125")]
    public async Task Each_type_runs(string dataType, string values, string running)
    {
        var id = await _client.Define($"type {dataType}", dataType);

        Assert.Equal(running, string.Join(' ', await Values(id, values.Split(' ').Select(Point))));
    }

    [Theory]
    [InlineData("sum", "Sum")]
    [InlineData("COUNT", "Count")]
    [InlineData("mIN", "Min")]
    [InlineData("max", "Max")]
    [InlineData("First", "First")]
    [InlineData("last", "Last")]
    [InlineData("AVERAGE", "Average")]
    public async Task A_type_is_read_in_any_case_and_echoed_in_one(string written, string echoed)
    {
        var id = await _client.Define($"case {written}", written, "dAILY");

        Assert.Equal(
            $$$$"""{"status":"Success","data":{"customMetricConfig":{"id":{{{{id}}}},"name":"case {{{{written}}}}","dataType":"{{{{echoed}}}}","interval":"Daily","keyedValues":false}}}""",
            (await _client.Get($"/v2/customMetrics/{id}")).Body);
    }

    [Fact]
    public async Task An_average_is_weighted()
    {
        var id = await _client.Define("weighted", "Average");

        Assert.Equal(["42.0", "38.4", "33.6"], await Values(
            id,
            """{"value":42,"weight":4,"date":"2024-04-09"}""",
            """{"value":24,"date":"2024-04-09"}""",
            """{"value":0,"weight":"0.7142857142857142857142857143","date":"2024-04-09"}"""));
    }

    [Theory]
    [InlineData("Sum")]
    [InlineData("Max")]
    [InlineData("Last")]
    public async Task Only_an_average_looks_at_weights(string dataType)
    {
        var id = await _client.Define($"unweighted {dataType}", dataType);

        Assert.Equal(["2.0"], await Values(id, """{"value":2,"weight":10,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task First_and_last_go_by_arrival_and_not_by_date()
    {
        var first = await _client.Define("first to arrive", "First");
        var last = await _client.Define("last to arrive", "Last");
        string[] points =
        [
            """{"value":2,"date":"2024-04-09T12:00:00Z"}""",
            """{"value":3,"date":"2024-04-09T18:00:00Z"}""",
            """{"value":1,"date":"2024-04-09T06:00:00Z"}""",
        ];

        Assert.Equal(["2.0", "2.0", "2.0"], await Values(first, points));
        Assert.Equal(["2.0", "3.0", "1.0"], await Values(last, points));
    }

    [Fact]
    public async Task A_tenth_and_two_tenths_are_three_tenths()
    {
        var id = await _client.Define("tenths");

        Assert.Equal(["0.1", "0.3"], await Values(id, Point("0.1"), Point("0.2")));
    }

    [Fact]
    public async Task Sums_of_many_digits_lose_none_of_them()
    {
        var id = await _client.Define("many digits");

        Assert.Equal(
            ["12345678901234567890.12345678", "12345678901234567890.22345678", "0.1"],
            await Values(id, Point("12345678901234567890.12345678"), Point("0.1"), Point("\"-12345678901234567890.12345678\"")));
    }

    [Theory]
    [InlineData("79228162514264337593543950335", "1", "79228162514264337593543950335.0")]
    [InlineData("-79228162514264337593543950335", "-0.5", "-79228162514264337593543950335.0")]
    [InlineData("10000000000000000000000000000", "0.01", "10000000000000000000000000000.0")]
    public async Task A_sum_that_a_decimal_cannot_hold_is_refused_and_stays(string value, string tooMuch, string stays)
    {
        var id = await _client.Define($"overflow {value[..4]}");
        await Values(id, Point(value));

        var refused = await _client.Post($"/v2/customMetrics/{id}/data?returnValue=true", Point(tooMuch));

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: the running value of this time bucket would need more digits than an exact decimal has (28, up to 79228162514264337593543950335)"),
            refused);
        Assert.Equal([stays], await Values(id, Point("0")));
    }

    [Fact]
    public async Task An_average_that_overflows_is_refused_and_stays()
    {
        var id = await _client.Define("overflow of an average", "Average");
        await Values(id, Point("10"));

        var refused = await _client.Post(
            $"/v2/customMetrics/{id}/data", """{"value":79228162514264337593543950335,"weight":2,"date":"2024-04-09"}""");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(["15.0"], await Values(id, Point("20")));
    }

    [Fact]
    public async Task A_late_point_lands_in_its_own_bucket()
    {
        var id = await _client.Define("late");

        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"value":1,"date":"2024-04-09T23:59:59Z"}"""));
        Assert.Equal("""{"value":2.0,"date":"2024-04-10T00:00:00Z"}""", await _client.AddReturning(id, """{"value":2,"date":"2024-04-10T00:00:00Z"}"""));
        Assert.Equal("""{"value":5.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"value":4,"date":"2024-04-09T00:00:00Z"}"""));
    }

    private static string Point(string value) => $$"""{"value":{{value}},"date":"2024-04-09"}""";

    private Task<string[]> Values(long id, IEnumerable<string> points) => Values(id, points.ToArray());

    /// <summary>Adds one point after the other, and returns the running value after each.</summary>
    private async Task<string[]> Values(long id, params string[] points)
    {
        var values = new string[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            values[i] = (await _client.AddReturning(id, points[i])).Split(':', ',')[1];
        }

        return values;
    }
}
