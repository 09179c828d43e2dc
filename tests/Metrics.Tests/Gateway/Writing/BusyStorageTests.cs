using System.Net;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>More points than may wait for the database, which another one writes to meanwhile.</summary>
public sealed class BusyStorageTests
{
    [Fact]
    public async Task A_point_for_which_there_is_no_room_is_refused_and_not_counted()
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string> { ["Limits:QueueLength"] = "100" });
        await host.Client().Define("busy");
        await using var other = new SqliteConnection($"Data Source={host.Database};Pooling=False");
        await other.OpenAsync();
        var turn = other.BeginTransaction(deferred: false);

        var days = Enumerable.Range(0, 300).Select(day => new DateOnly(2024, 1, 1).AddDays(day));
        var sent = days.Select(day => host.Address.SendRaw(
            "POST", "/v2/customMetrics/busy/data", [$"Authorization: Bearer {TestUsers.StandardToken}"], $$"""{"value":1,"date":"{{day:yyyy-MM-dd}}"}""")).ToList();
        var first = await await Task.WhenAny(sent);
        await turn.DisposeAsync();
        var answers = await Task.WhenAll(sent);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.ServiceUnavailable, "The service is busy, nothing was changed, please try again later"),
            first.Answer);
        Assert.Equal("1", first.Header("Retry-After"));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.NoContent), answer => Assert.Equal(first.Answer, answer.Answer));
        Assert.Equal(
            answers.Count(answer => answer.Status == HttpStatusCode.NoContent),
            (await host.Client().Get("/v2/customMetrics/busy/data?startDate=2024-01-01")).ResultCount());
    }
}
