using System.Globalization;
using System.Net;
using System.Text.Json;
using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

/// <summary>A process that is killed in the middle of its work has kept everything it said it had kept.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 5;
    private const int Clients = 16;
    private const int Keys = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_kill_at_any_moment_loses_no_acknowledged_point_and_doubles_none()
    {
        var acknowledged = new int[Keys];
        var unknown = new int[Keys];
        for (var round = 0; round < Rounds; round++)
        {
            using var process = new GatewayProcess(_folder, TestUsers.Settings);
            await process.WaitUntilReadyAsync();
            using var client = process.Client(TestUsers.AdministratorToken);
            await client.Define("kills", keyed: true);
            await AssertValuesAsync(client, acknowledged, unknown);

            // Not after a while but after a number of points, which differs by round.
            var enough = new TaskCompletionSource();
            var left = 200 + (round * 150);
            var load = Task.WhenAll(Enumerable.Range(0, Clients).Select(number => AddUntilBrokenAsync(process, number)));
            await Task.WhenAny(enough.Task, load);
            await process.KillAsync();
            await load;
            continue;

            async Task AddUntilBrokenAsync(GatewayProcess target, int number)
            {
                using var own = target.Client(TestUsers.AdministratorToken);
                var key = number % Keys;
                try
                {
                    while (true)
                    {
                        var answer = await own.Post("/v2/customMetrics/kills/data", Point(key, 1));
                        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
                        Interlocked.Increment(ref acknowledged[key]);
                        if (Interlocked.Decrement(ref left) == 0)
                        {
                            enough.SetResult();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // The one request in flight may have been committed or not.
                    Interlocked.Increment(ref unknown[key]);
                }
            }
        }

        using var last = new GatewayProcess(_folder, TestUsers.Settings);
        await last.WaitUntilReadyAsync();
        await AssertValuesAsync(last.Client(TestUsers.AdministratorToken), acknowledged, unknown);
    }

    /// <summary>Reads the values by adding nothing, and takes what was unknown for settled from then on.</summary>
    private static async Task AssertValuesAsync(HttpClient client, int[] acknowledged, int[] unknown)
    {
        for (var key = 0; key < Keys; key++)
        {
            var body = await client.AddReturning("kills", Point(key, 0));
            var value = JsonDocument.Parse(body).RootElement.GetProperty("value").GetDecimal();
            Assert.InRange(value, acknowledged[key], acknowledged[key] + unknown[key]);
            (acknowledged[key], unknown[key]) = ((int)value, 0);
        }
    }

    private static string Point(int key, int value) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"name":"key{{key}}","value":{{value}},"date":"2024-04-09"}""");
}
