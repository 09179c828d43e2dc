using System.Globalization;
using System.Net;
using System.Text.Json;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway;

/// <summary>
/// The views that the published app shows, and the months, weeks and years that the vendor's API never gave, out of the real
/// input: what the service answers is what the file says, added up here by hand.
/// </summary>
public sealed class RealInputTests : IDisposable
{
    private const string Everything = "startDate=2020-01-01&endDate=2021-01-01";

    /// <summary>As many as a request takes.</summary>
    private const int PointsPerRequest = 10_000;

    private readonly GatewayHost _host = new();
    private readonly HttpClient _client;

    public RealInputTests() => _client = _host.Client();

    public void Dispose() => _host.Dispose();

    [RealInputFact]
    public Task Months_are_those_of_the_file() => CompareAsync("Monthly", day => new DateOnly(day.Year, day.Month, 1));

    [RealInputFact]
    public Task Weeks_are_those_of_the_file() => CompareAsync("Weekly", day => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)));

    [RealInputFact]
    public Task The_year_is_that_of_the_file() => CompareAsync("Yearly", day => new DateOnly(day.Year, 1, 1));

    /// <summary>The cases of a country only grow, but not without corrections: the largest number of a time is not always its last.</summary>
    private async Task CompareAsync(string interval, Func<DateOnly, DateOnly> startOf)
    {
        var days = ReadFile();
        await LoadAsync("Confirmed", interval, days);
        var largest = days.GroupBy(day => (Start: startOf(day.Day), day.Country))
            .Select(group => (group.Key.Start, group.Key.Country, Value: group.Max(day => day.Confirmed))).ToList();
        var top = largest.GroupBy(value => value.Country).OrderByDescending(country => country.Sum(value => value.Value))
            .ThenBy(country => country.Key, StringComparer.Ordinal).Take(10).Select(country => country.Key).ToHashSet();
        var others = largest.Where(value => !top.Contains(value.Country)).GroupBy(value => value.Start)
            .Select(start => (Start: start.Key, Country: "other", Value: start.Sum(value => value.Value)));

        Assert.Equal(Lines(largest), await _client.ReadPoints("Confirmed", Everything));
        Assert.Equal(
            Lines([.. largest.Where(value => top.Contains(value.Country)), .. others]), await _client.ReadPoints("Confirmed", $"{Everything}&topKeys=10"));
        Assert.Equal(SumLines(largest), await _client.ReadPoints("Confirmed", $"{Everything}&sumKeys=true"));
        Assert.Equal(
            SumLines(largest.Where(value => top.Contains(value.Country))), await _client.ReadPoints("Confirmed", $"{Everything}&sumKeys=true&topKeys=10"));
        Assert.Equal(
            SumLines(largest.Where(value => value.Country is "US" or "Canada" or "Mexico")),
            await _client.ReadPoints("Confirmed", $"{Everything}&sumKeys=true&name=US&name=Canada&name=Mexico"));
    }

    private async Task LoadAsync(string metric, string interval, IEnumerable<(DateOnly Day, string Country, decimal Confirmed)> days)
    {
        await _client.Define(metric, "Max", interval, keyed: true);
        foreach (var chunk in days.Chunk(PointsPerRequest))
        {
            var lines = chunk.Select(day => JsonSerializer.Serialize(new { name = day.Country, value = day.Confirmed, date = day.Day }));
            var answer = await _client.PostData($"/v2/customMetrics/{metric}/data", string.Join('\n', lines), BulkExtensions.Lines);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        }
    }

    /// <summary>Lines such as <c>2020-01-22,"Korea, South",1,0,0</c>: the country is what stands between the first comma and the third from the end.</summary>
    private static List<(DateOnly Day, string Country, decimal Confirmed)> ReadFile() => [.. File.ReadLines(RealInputFactAttribute.Path).Skip(1).Select(line =>
    {
        var parts = line.Split(',');
        return (
            DateOnly.ParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            string.Join(',', parts[1..^3]).Trim('"'),
            decimal.Parse(parts[^3], CultureInfo.InvariantCulture));
    })];

    /// <summary>By date and then by name, where the others come last.</summary>
    private static IEnumerable<string> Lines(IEnumerable<(DateOnly Start, string Country, decimal Value)> values) => values
        .OrderBy(value => value.Start).ThenBy(value => value.Country == "other").ThenBy(value => value.Country, StringComparer.Ordinal)
        .Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Start:yyyy-MM-dd} {value.Country}={value.Value:0.0}"));

    private static IEnumerable<string> SumLines(IEnumerable<(DateOnly Start, string Country, decimal Value)> values) => values
        .GroupBy(value => value.Start).OrderBy(start => start.Key)
        .Select(start => string.Create(CultureInfo.InvariantCulture, $"{start.Key:yyyy-MM-dd}={start.Sum(value => value.Value):0.0}"));
}
