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
        Assert.Equal(1, Value(page, "metrics_requests_rejected_total", "reason=\"malformed\""));
        Assert.Equal(0, Value(page, "metrics_requests_rejected_total", "reason=\"unavailable\""));
        Assert.Equal(0, Value(page, "metrics_commit_queue"));
        Assert.Equal(2, Value(page, "metrics_commit_size_count"));
        Assert.Equal(2, Value(page, "metrics_commit_duration_seconds_count"));
        Assert.Contains(
            page.Split('\n'),
            line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)
                && line.Contains("http_response_status_code=\"400\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_label_holds_what_a_client_chose()
    {
        using var process = new GatewayProcess(_folder, TestUsers.Settings);
        await process.WaitUntilReadyAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        await client.Define("chosen-name", keyed: true);
        await client.AddReturning("chosen-name", """{"name":"chosen-key","value":1}""");
        await client.Get("/v2/customMetrics/chosen-name?owner=chosen-owner");
        await client.Get("/chosen-path");
        await client.SendJson(new HttpMethod("CHOSEN"), "/v2/customMetrics/chosen-name");

        Assert.DoesNotContain("chosen", (await client.Get("/metrics")).Body, StringComparison.OrdinalIgnoreCase);
    }

    private static double Value(string page, string name, string label = "")
    {
        var line = Assert.Single(
            page.Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
    }
}
