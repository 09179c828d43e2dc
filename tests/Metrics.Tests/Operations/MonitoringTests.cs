using System.Text.Json;
using Metrics.Tests.Support;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Metrics.Tests.Operations;

/// <summary>The alerts and the dashboard speak of what the service really measures.</summary>
public sealed class MonitoringTests : IDisposable
{
    /// <summary>Names of metrics begin with one of these; Prometheus itself knows <c>up</c>.</summary>
    private static readonly string[] Prefixes = ["metrics_", "http_", "orleans_", "dotnet_", "db_", "kestrel_"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prometheus_takes_the_rules_and_they_fire_when_they_should()
    {
        var check = await Tool.RunAsync("promtool", "check", "config", Repository.Path("deploy/prometheus/prometheus.yaml"));
        Assert.True(check.ExitCode == 0, check.Output);

        var test = await Tool.RunAsync("promtool", "test", "rules", Repository.Path("deploy/prometheus/alerts.test.yaml"));
        Assert.True(test.ExitCode == 0, test.Output);
    }

    [Fact]
    public async Task Every_metric_of_the_alerts_and_the_dashboard_is_exported()
    {
        using var process = new GatewayProcess(_folder, PostgresSettings.ForNewDatabase().WithUsers());
        await process.WaitUntilReadyAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        await client.Define("exported");
        await client.AddReturning("exported", """{"value":1}""");
        var exported = (await MetricsPage.ReadAsync(process.Address)).Names;

        var used = Alerts().Select(alert => alert.Expr).Concat(Panels()).SelectMany(MetricsIn).ToHashSet();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(exported));
    }

    [Fact]
    public void The_operations_guide_explains_every_alert()
    {
        var guide = Repository.Read("docs/operations.md");

        Assert.DoesNotContain(Alerts(), rule => !guide.Contains($"`{rule.Alert}`", StringComparison.Ordinal));
    }

    private static IEnumerable<Rule> Alerts() => new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .IgnoreUnmatchedProperties()
        .Build()
        .Deserialize<RuleFile>(Repository.Read("deploy/prometheus/alerts.yaml"))
        .Groups.SelectMany(group => group.Rules);

    /// <summary>The queries of the dashboard.</summary>
    private static IEnumerable<string> Panels()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("deploy/grafana/metrics.json"));
        return [.. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
                   where panel.TryGetProperty("targets", out _)
                   from target in panel.GetProperty("targets").EnumerateArray()
                   select target.GetProperty("expr").GetString()!];
    }

    private static IEnumerable<string> MetricsIn(string query)
    {
        // Labels have names like metrics; those stand in braces or behind "by".
        var words = WithoutLabels(query).Split([.. query.Where(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or ':')).Distinct()], StringSplitOptions.RemoveEmptyEntries);
        return words.Where(word => Array.Exists(Prefixes, prefix => word.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static string WithoutLabels(string query)
    {
        for (var open = query.IndexOf('{', StringComparison.Ordinal); open >= 0; open = query.IndexOf('{', StringComparison.Ordinal))
        {
            // A route in a label holds braces of its own, within quotes.
            var end = open;
            for (var quoted = false; quoted || query[end] != '}'; end++)
            {
                quoted ^= query[end] == '"';
            }

            query = query[..open] + query[(end + 1)..];
        }

        for (var by = query.IndexOf("by (", StringComparison.Ordinal); by >= 0; by = query.IndexOf("by (", StringComparison.Ordinal))
        {
            query = query[..by] + query[(query.IndexOf(')', by) + 1)..];
        }

        return query;
    }

    private sealed class RuleFile
    {
        public IList<RuleGroup> Groups { get; set; } = [];
    }

    private sealed class RuleGroup
    {
        public IList<Rule> Rules { get; set; } = [];
    }

    private sealed class Rule
    {
        public string Alert { get; set; } = "";

        public string Expr { get; set; } = "";
    }
}
