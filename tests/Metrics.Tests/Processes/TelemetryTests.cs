using System.Globalization;
using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

/// <summary>In a process of its own: meters are known by name, to all hosts of a process alike.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Points_and_commits_are_counted_for_Prometheus()
    {
        using var process = new GatewayProcess(_folder, TestUsers.Settings);
        await process.WaitUntilReadyAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        var id = await client.Define("counted");
        await client.AddReturning(id, """{"value":1}""");
        await client.AddReturning(id, """{"value":1}""");
        await client.Post($"/v2/customMetrics/{id}/data", "{}");
        using var anonymous = new HttpClient { BaseAddress = process.Address };

        var page = (await anonymous.Get("/metrics")).Body;

        Assert.Equal(2, Value(page, "metrics_points_accepted_total"));
        Assert.Equal(2, Value(page, "metrics_commit_size_count"));
        Assert.Equal(2, Value(page, "metrics_commit_duration_seconds_count"));
        Assert.Contains(
            page.Split('\n'),
            line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)
                && line.Contains("http_response_status_code=\"400\"", StringComparison.Ordinal));
    }

    private static double Value(string page, string name)
    {
        var line = Assert.Single(page.Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
    }
}
