using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>Metrics that get another name while points pour in.</summary>
public sealed class RenameTests : IDisposable
{
    private const int Rounds = 30;
    private const int Writers = 4;

    private readonly GatewayHost _host = new();
    private readonly HttpClient _client;

    public RenameTests() => _client = _host.Client();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Points_to_an_id_all_arrive_whatever_its_name()
    {
        var id = await _client.Define("name 0", "Count");
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync(id, stop.Token)).ToArray();

        for (var round = 1; round <= Rounds; round++)
        {
            Assert.Equal(HttpStatusCode.OK, (await RenameAsync(id, $"name {round}")).Status);
        }

        await stop.CancelAsync();
        var sent = (await Task.WhenAll(writers)).SelectMany(answers => answers).ToList();
        Assert.All(sent, status => Assert.Equal(HttpStatusCode.NoContent, status));
        Assert.Equal([$"2024-04-09={sent.Count}.0"], await _client.ReadPoints($"name {Rounds}", "startDate=2024-04-09"));
    }

    [Fact]
    public async Task A_name_that_changes_hands_leads_to_its_owner_of_the_moment()
    {
        // Each round the one that has the name gives it away, and a new metric takes it at once; every point goes to one of them.
        var ids = new List<long> { await _client.Define("shared", "Count") };
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync("shared", stop.Token)).ToArray();

        for (var round = 1; round <= Rounds; round++)
        {
            Assert.Equal(HttpStatusCode.OK, (await RenameAsync(ids[^1], $"former {round}")).Status);
            var left = await CountAsync(ids[^1]);
            ids.Add(await _client.Define("shared", "Count"));

            // What was under way when the name changed hands, and nothing that began after that.
            Assert.InRange(await CountAsync(ids[^2]), left, left + Writers);
        }

        await stop.CancelAsync();
        var sent = (await Task.WhenAll(writers)).SelectMany(answers => answers).ToList();
        Assert.All(sent, status => Assert.True(status is HttpStatusCode.NoContent or HttpStatusCode.NotFound, status.ToString()));
        Assert.Equal(sent.Count(status => status == HttpStatusCode.NoContent), (await Task.WhenAll(ids.Select(CountAsync))).Sum());
    }

    private Task<Answer> RenameAsync(long id, string name) => _client.Put($"/v2/customMetrics/{id}", $$"""{"name":"{{name}}"}""");

    private async Task<decimal> CountAsync(long id) =>
        (await _client.ReadPoints($"{id}", "startDate=2024-04-09")).Sum(point => decimal.Parse(point.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture));

    private async Task<List<HttpStatusCode>> WriteAsync(object metric, CancellationToken stop)
    {
        var answers = new List<HttpStatusCode>();
        while (!stop.IsCancellationRequested)
        {
            answers.Add((await _client.Post($"/v2/customMetrics/{metric}/data", """{"date":"2024-04-09"}""")).Status);
        }

        return answers;
    }
}
