using System.Globalization;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Points_and_commits_are_counted_for_Prometheus()
    {
        using var host = new GatewayHost();
        var id = await host.Client().Define("counted");
        await host.Client().AddReturning(id, """{"value":1}""");
        await host.Client().AddReturning(id, """{"value":1}""");
        await host.Client().Post($"/v2/customMetrics/{id}/data", "{}");
        using var anonymous = new HttpClient { BaseAddress = host.Address };

        var page = (await anonymous.Get("/metrics")).Body;

        Assert.Equal(2, Value(page, "metrics_points_accepted_total"));
        Assert.Equal(1, Value(page, "metrics_requests_failed_total"));
        Assert.Equal(2, Value(page, "metrics_commit_size_count"));
        Assert.Equal(2, Value(page, "metrics_commit_duration_seconds_count"));
    }

    private static double Value(string page, string name)
    {
        var line = Assert.Single(page.Split('\n'), line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
