using System.Diagnostics;
using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Reading;

/// <summary>Prometheus can scrape the current values of an organization.</summary>
public sealed class OpenMetricsTests : IDisposable
{
    private const string Type = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private readonly GatewayHost _host = new(now: "2024-04-10T14:44:00Z");
    private readonly HttpClient _client;

    public OpenMetricsTests() => _client = _host.Client();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task An_organization_without_values_has_an_empty_text()
    {
        await _client.Define("runs");

        Assert.Equal(new Answer(HttpStatusCode.OK, Type, "# EOF\n"), await _host.Client(TestUsers.ReaderToken).Get("/v2/openmetrics"));
    }

    [Fact]
    public async Task Each_metric_and_key_has_its_latest_value_and_the_start_of_its_bucket()
    {
        await _client.Define("reports", "Count");
        await _client.AddPoints("reports", "2024-04-10=0", "2024-04-10=0", "2024-04-09=0");
        await _client.Post("/v2/customMetrics", """{"name":"runs of \"A\\B\"","dataType":"Sum","interval":"Hourly","keyedValues":true,"description":"Runs,\nby \"name\""}""");
        await _client.AddPoints("runs of \"A\\B\"", "2024-04-10T13:30 b\\\"=0.5", "2024-04-01 a ä=1");
        await _host.Client(TestUsers.OtherOrganizationToken).Define("secret");

        Assert.Equal(
            new Answer(HttpStatusCode.OK, Type, """
                # TYPE custom_metric_reports gauge
                # HELP custom_metric_reports Count of reports, Daily
                custom_metric_reports{metric="reports"} 2.0
                # TYPE custom_metric_reports_bucket_start_seconds gauge
                # HELP custom_metric_reports_bucket_start_seconds When the time bucket of custom_metric_reports began, in Unix seconds
                custom_metric_reports_bucket_start_seconds{metric="reports"} 1712707200
                # TYPE custom_metric_runs_of__A_B_ gauge
                # HELP custom_metric_runs_of__A_B_ Runs,\nby 'name'
                custom_metric_runs_of__A_B_{metric="runs of \"A\\B\"",key="a ä"} 1.0
                custom_metric_runs_of__A_B_{metric="runs of \"A\\B\"",key="b\\\""} 0.5
                # TYPE custom_metric_runs_of__A_B__bucket_start_seconds gauge
                # HELP custom_metric_runs_of__A_B__bucket_start_seconds When the time bucket of custom_metric_runs_of__A_B_ began, in Unix seconds
                custom_metric_runs_of__A_B__bucket_start_seconds{metric="runs of \"A\\B\"",key="a ä"} 1711929600
                custom_metric_runs_of__A_B__bucket_start_seconds{metric="runs of \"A\\B\"",key="b\\\""} 1712754000
                # EOF

                """),
            await _client.Get("/v2/openmetrics"));
    }

    [Fact]
    public async Task Names_that_would_be_the_same_are_told_apart_by_the_id()
    {
        foreach (var name in (string[])["a b", "a_b", "ä", "a_b_bucket_start_seconds"])
        {
            await _client.Define(name);
            await _client.AddPoints(name, "2024-04-10=1");
        }

        var families = (await _client.Get("/v2/openmetrics")).Body.Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();

        Assert.Equal(
            ["custom_metric_a_b", "custom_metric_a_b_2", "custom_metric__", "custom_metric_a_b_bucket_start_seconds_4"],
            families.Where((_, i) => i % 2 == 0));
        Assert.Equal(families.Distinct(), families);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_complain_about()
    {
        foreach (var dataType in (string[])["Sum", "Count", "Min", "Max", "First", "Last", "Average"])
        {
            await _client.Define($"The {dataType} (\\ \"🙂\")", dataType, keyed: true);
            await _client.AddPoints($"The {dataType} (\\ \"🙂\")", "2024-04-10 \\\"🙂=-0.0000001", "2024-04-10 b=79228162514264337593543950335");
        }

        var text = (await _client.Get("/v2/openmetrics")).Body;

        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var output = await Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync();
        Assert.Equal("", string.Concat(output));
        Assert.Equal(0, promtool.ExitCode);
    }

    [Fact]
    public async Task Without_a_token_there_are_no_values() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await _host.Client("nobody").Get("/v2/openmetrics")).Status);
}
