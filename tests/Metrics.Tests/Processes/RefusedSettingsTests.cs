using Metrics.Gateway.Hosting;
using Metrics.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Metrics.Tests.Processes;

/// <summary>Settings that make no sense, each of which ends the start with a line that names it.</summary>
public sealed class RefusedSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Storage:Provider", "Postgres", "is not a connection string of PostgreSQL")]
    [InlineData("Organizations:0:TimeZone", "Mars/Olympus", "Organizations:0:TimeZone 'Mars/Olympus' is not a zone")]
    [InlineData("Organizations:0:TimeZone", "UTC+02:00", "Organizations:0:TimeZone 'UTC+02:00' is not a zone")]
    [InlineData("Organizations:0:FirstDayOfWeek", "Someday", "Organizations:0:FirstDayOfWeek 'Someday'")]
    [InlineData("Organizations:0:ApiUsers:0:Role", "King", "Organizations:0:ApiUsers:0:Role 'King'")]
    [InlineData("Organizations:0:ApiUsers:1:AccessId", "administrator", "'administrator' is there twice")]
    [InlineData("Organizations:0:Retention:Hourly", "90", "Organizations:0:Retention:Hourly '90' is not a time such as '90 days'")]
    [InlineData("Organizations:0:Retention:Often", "90 days", "Organizations:0:Retention:Often is none of Hourly, Daily, Weekly, Monthly, Yearly.")]
    [InlineData("Organizations:1:Name", "Main", "'Main' is there twice")]
    [InlineData("Organizations:7:FirstDayOfWeek", "Someday", "Organizations:7:Name must have")]
    [InlineData("Organizations:1:ApiUsers:5:AccessId", "administrator", "Organizations:1:ApiUsers:5:AccessId 'administrator' is there twice")]
    [InlineData("Urls", "localhost:8080", "Urls takes addresses such as http://localhost:8080")]
    [InlineData("Urls", "ftp://127.0.0.1:8080", "Urls cannot have 'ftp://127.0.0.1:8080': an address begins with http:// or https://.")]
    [InlineData("Urls", "http://127.0.0.1:8080/metrics", "Urls cannot have 'http://127.0.0.1:8080/metrics': an address ends with its port.")]
    [InlineData("Urls", "http://localhost:0", "Urls cannot have 'http://localhost:0': localhost is two addresses")]
    [InlineData("Urls", "http://lcoalhost:8080", "Urls cannot have 'http://lcoalhost:8080': a host is localhost, an IP address, or * for every interface.")]
    [InlineData("Urls", "https://127.0.0.1:8443", "Name one in Kestrel:Certificates:Default:Path")]
    [InlineData("Urls", "http://203.0.113.1:8080", "Nobody can listen on the address in Urls")]
    [InlineData("Logging:LogLevel:Default", "Loud", "Configuration value 'Loud' is not supported. Logging:LogLevel takes Trace,")]
    [InlineData("Logging:Console:FormatterName", "xml", "Logging:Console:FormatterName takes one of simple, json, systemd, and 'xml' is none.")]
    [InlineData("Storage", "Postgres", "Storage has a value, and takes none itself: its settings are named Storage:...")]
    [InlineData("Organizations", "Main", "Organizations has a value, and takes none itself")]
    [InlineData("Organizations:0", "Main", "Organizations:0 has a value, and takes none itself")]
    [InlineData("Organizations:0:Retention", "90 days", "Organizations:0:Retention has a value, and takes none itself")]
    [InlineData("Organizations:0:ApiUsers", "alice", "Organizations:0:ApiUsers has a value, and takes none itself")]
    [InlineData("Organizations:0:ApiUsers:0", "alice", "Organizations:0:ApiUsers:0 has a value, and takes none itself")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT takes an address such as http://localhost:4317, and 'collector:4317' is none.")]
    [InlineData("ConnectionStrings:Metrics", "", "ConnectionStrings:Metrics is empty.")]
    [InlineData("ConnectionStrings:Metrics", "Data Source=:memory:", "ConnectionStrings:Metrics names no file")]
    [InlineData("ConnectionStrings:Metrics", "Data Source=metrics;Mode=Memory;Cache=Shared", "ConnectionStrings:Metrics names no file")]
    [InlineData("ConnectionStrings:Metrics", "Data Source=file::memory:?cache=shared", "ConnectionStrings:Metrics names no file")]
    [InlineData("Storage:Provider", "Oracle", "Storage:Provider")]
    [InlineData("Limits:QueueLength", "0", "Limits:QueueLength")]
    [InlineData("Limits:MetricsPerOrganization", "0", "Limits:MetricsPerOrganization")]
    [InlineData("Limits:KeysPerMetric", "0", "Limits:KeysPerMetric")]
    [InlineData("Cluster:SiloPort", "99999", "SiloPort")]
    [InlineData("Cluster:AdvertisedAddress", "0.0.0.0", "Cluster:AdvertisedAddress: '0.0.0.0' is not an address at which others reach this process.")]
    [InlineData("ConnectionStrings:Metrics", "Server=nonsense", "ConnectionStrings:Metrics")]
    public async Task A_value_that_does_not_validate_stops_the_start_with_one_line(string key, string value, string expected)
    {
        using var process = new GatewayProcess(_folder, new Dictionary<string, string>(TestUsers.Settings) { [key] = value });

        await process.AssertRefusedAsync(expected);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL takes one of grpc, http/protobuf, and 'http/json' is none.")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "OTEL_TRACES_SAMPLER takes one of always_on, always_off, ")]
    public async Task What_a_collector_is_to_get_is_named_where_it_is_not_known(string key, string value, string expected)
    {
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", [key] = value };
        using var process = new GatewayProcess(_folder, settings);

        await process.AssertRefusedAsync(expected);
    }

    [Fact]
    public async Task A_port_that_is_none_stops_the_start_with_one_line()
    {
        using var process = new GatewayProcess(_folder, TestUsers.Settings, "--Urls", "http://127.0.0.1:99999");

        await process.AssertRefusedAsync("a port is a number from 0 to 65535");
    }

    [Fact]
    public void A_file_of_settings_that_is_not_JSON_is_named_in_one_line()
    {
        var file = _folder.File("appsettings.json");
        File.WriteAllText(file, """{ "Urls": "http://localhost:9000" """);

        var failure = Assert.Throws<InvalidDataException>(() => new ConfigurationBuilder().AddJsonFile(file).Build());

        var line = StartupFailure.Describe(failure)!;
        Assert.StartsWith($"Failed to load configuration from file '{file}'. ", line, StringComparison.Ordinal);
        Assert.Contains("LineNumber", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }
}
