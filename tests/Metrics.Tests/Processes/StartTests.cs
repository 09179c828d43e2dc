using System.Net;
using System.Text.Json;
using Metrics.Gateway.Hosting;
using Metrics.Tests.Support;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Metrics.Tests.Processes;

/// <summary>What a person sees who starts the program.</summary>
public sealed class StartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_start_needs_no_configuration_and_says_where_and_with_which_token()
    {
        using var process = new GatewayProcess(_folder, new Dictionary<string, string>());
        await process.WaitUntilReadyAsync();

        var file = _folder.File("data/credentials.json");
        var token = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("token").GetString()!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await process.WaitForOutputAsync($"{process.Address.OriginalString}/#token={token}");
        using var client = process.Client(token);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/v2/customMetrics")).Status);
        await client.Define("my first metric");
        Assert.Equal(HttpStatusCode.OK, (await client.Delete("/v2/customMetrics/my%20first%20metric")).Status);
    }

    [Fact]
    public async Task A_second_start_keeps_the_credentials()
    {
        string first;
        using (var process = new GatewayProcess(_folder, new Dictionary<string, string>()))
        {
            await process.WaitUntilReadyAsync();
            first = await File.ReadAllTextAsync(_folder.File("data/credentials.json"));
        }

        using var again = new GatewayProcess(_folder, new Dictionary<string, string>());
        await again.WaitUntilReadyAsync();

        Assert.Equal(first, await File.ReadAllTextAsync(_folder.File("data/credentials.json")));
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_is_turned_away()
    {
        using var first = new GatewayProcess(_folder, TestUsers.Settings);
        await first.WaitUntilReadyAsync();

        using var second = new GatewayProcess(_folder, TestUsers.Settings);

        await AssertRefusedAsync(second, "SQLite serves one process");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var first = new GatewayProcess(_folder, TestUsers.Settings);
        await first.WaitUntilReadyAsync();
        using var otherFolder = new TemporaryFolder();

        using var second = new GatewayProcess(
            otherFolder, new Dictionary<string, string>(TestUsers.Settings) { ["Urls"] = first.Address.ToString() });

        await AssertRefusedAsync(second, first.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_port_of_the_silo_that_is_taken_is_named()
    {
        var port = FreePort.Next().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["Cluster:SiloPort"] = port };
        using var first = new GatewayProcess(_folder, settings);
        await first.WaitUntilReadyAsync();
        using var otherFolder = new TemporaryFolder();

        using var second = new GatewayProcess(otherFolder, settings);

        await AssertRefusedAsync(second, $"127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_schema_that_is_behind_is_named_where_it_is_not_brought_up_to_date()
    {
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["Storage:MigrateOnStart"] = "false" };

        using (var refused = new GatewayProcess(_folder, settings))
        {
            await AssertRefusedAsync(refused, "Run Metrics.Gateway migrate");
        }

        using (var migration = new GatewayProcess(_folder, settings, "migrate"))
        {
            Assert.Equal(0, await migration.WaitForExitAsync());
        }

        using var process = new GatewayProcess(_folder, settings);
        await process.WaitUntilReadyAsync();
    }

    [Theory]
    [InlineData("Storage:Provider", "Postgres", "is not a connection string of PostgreSQL")]
    [InlineData("Organizations:0:TimeZone", "Mars/Olympus", "Organizations:0:TimeZone 'Mars/Olympus' is not a zone")]
    [InlineData("Organizations:0:FirstDayOfWeek", "Someday", "Organizations:0:FirstDayOfWeek 'Someday'")]
    [InlineData("Organizations:0:ApiUsers:0:Role", "King", "Organizations:0:ApiUsers:0:Role 'King'")]
    [InlineData("Organizations:0:ApiUsers:1:AccessId", "administrator", "'administrator' is there twice")]
    [InlineData("Organizations:0:Retention:Hourly", "90", "Organizations:0:Retention:Hourly '90' is not a time such as '90 days'")]
    [InlineData("Organizations:0:Retention:Often", "90 days", "Organizations:0:Retention:Often is none of Hourly, Daily, Weekly, Monthly, Yearly.")]
    [InlineData("Organizations:1:Name", "Main", "'Main' is there twice")]
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

        await AssertRefusedAsync(process, expected);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL takes one of grpc, http/protobuf, and 'http/json' is none.")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "OTEL_TRACES_SAMPLER takes one of always_on, always_off, ")]
    public async Task What_a_collector_is_to_get_is_named_where_it_is_not_known(string key, string value, string expected)
    {
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1", [key] = value };
        using var process = new GatewayProcess(_folder, settings);

        await AssertRefusedAsync(process, expected);
    }

    [Fact]
    public async Task A_database_file_that_can_only_be_read_is_named()
    {
        using (var migration = new GatewayProcess(_folder, TestUsers.Settings, "migrate"))
        {
            Assert.Equal(0, await migration.WaitForExitAsync());
        }

        File.SetUnixFileMode(_folder.File("data/metrics.db"), UnixFileMode.UserRead);
        using var process = new GatewayProcess(WithoutPrivileges, _folder, TestUsers.Settings);
        await AssertRefusedAsync(process, $"The database file {_folder.File("data/metrics.db")} can only be read.");
        using var check = new GatewayProcess(WithoutPrivileges, _folder, TestUsers.Settings, "check");
        Assert.Equal(1, await check.WaitForExitAsync());
    }

    [Fact]
    public async Task A_database_file_that_cannot_be_opened_is_named()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await File.WriteAllTextAsync(_folder.File("data/metrics.db"), "");
        File.SetUnixFileMode(_folder.File("data/metrics.db"), UnixFileMode.None);

        using var process = new GatewayProcess(WithoutPrivileges, _folder, TestUsers.Settings);

        await AssertRefusedAsync(process, $"The database file {_folder.File("data/metrics.db")} cannot be opened. See that the user");
    }

    [Fact]
    public async Task A_database_file_that_is_none_is_named()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await File.WriteAllTextAsync(_folder.File("data/metrics.db"), "These are the notes of somebody else.");

        using var process = new GatewayProcess(_folder, TestUsers.Settings);

        await AssertRefusedAsync(process, $"The database file {_folder.File("data/metrics.db")} is damaged, or is none of SQLite");
    }

    [Fact]
    public async Task A_right_that_is_missing_where_the_schema_is_there_is_named()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        var settings = PostgresSettings.For(database).WithUsers();
        using (var migration = new GatewayProcess(_folder, settings, "migrate"))
        {
            Assert.Equal(0, await migration.WaitForExitAsync());
        }

        PostgresServer.Shared.Query<string>("CREATE ROLE reader LOGIN PASSWORD 'reader'; SELECT ''");
        PostgresServer.Shared.Query<string>("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; SELECT ''", database);
        var reader = new Dictionary<string, string>(settings)
        {
            ["ConnectionStrings:Metrics"] = settings["ConnectionStrings:Metrics"] + ";Username=reader;Password=reader",
            ["Storage:MigrateOnStart"] = "false",
        };
        using var process = new GatewayProcess(_folder, reader);

        // Orleans has logged the failure too by then.
        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains("\nThe database user 'reader' lacks a right: permission denied for table ", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_asked_to_stop_ends_as_any_other_process_that_is()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        var settings = PostgresSettings.For(database).WithUsers();
        using (var migration = new GatewayProcess(_folder, settings, "migrate"))
        {
            Assert.Equal(0, await migration.WaitForExitAsync());
        }

        // The silo waits in the midst of its start until it may enter itself among the members.
        await using var source = NpgsqlDataSource.Create(PostgresServer.Shared.ConnectionString(database));
        await using var holder = await source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("LOCK TABLE cluster_members, cluster_versions", holder, transaction))
        {
            await take.ExecuteNonQueryAsync();
        }

        using var process = new GatewayProcess(_folder, settings);
        await Wait.UntilAsync(
            () => Task.FromResult(PostgresServer.Shared.Query<long>(
                "SELECT count(*) FROM pg_locks WHERE relation IN ('cluster_members'::regclass, 'cluster_versions'::regclass) AND NOT granted "
                + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                database) > 0),
            () => process.Output);
        await process.SignalAsync("TERM");

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_none_stops_the_start_with_one_line()
    {
        using var process = new GatewayProcess(_folder, TestUsers.Settings, "--Urls", "http://127.0.0.1:99999");

        await AssertRefusedAsync(process, "a port is a number from 0 to 65535");
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

    [Fact]
    public async Task An_organization_that_nobody_can_call_for_is_named()
    {
        using var process = new GatewayProcess(_folder, new Dictionary<string, string>(TestUsers.Settings) { ["Organizations:3:Name"] = "Silent" });

        await process.WaitForOutputAsync("Nobody can call the API for the organization Silent: it has no ApiUsers.");
    }

    /// <summary>For root too the rights to a file are what its mode says.</summary>
    private static IReadOnlyList<string> WithoutPrivileges => Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "dotnet"] : ["dotnet"];

    private static async Task AssertRefusedAsync(GatewayProcess process, string expected)
    {
        Assert.Equal(1, await process.WaitForExitAsync());
        var lines = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var line = Assert.Single(lines, line => !line.StartsWith("info: ", StringComparison.Ordinal));
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }
}
