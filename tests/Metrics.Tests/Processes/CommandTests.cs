using Metrics.Gateway.Hosting;
using Metrics.Silo;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Npgsql;

namespace Metrics.Tests.Processes;

/// <summary>What an operator runs beside the server, and settings that come as files.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_refuses_a_database_whose_schema_is_behind_and_accepts_it_once_it_is_not()
    {
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["Storage:MigrateOnStart"] = "false" };

        Assert.Equal(1, await RunAsync(settings, "check"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.Equal(0, await RunAsync(settings, "migrate"));
        Assert.Equal(0, await RunAsync(settings, "check"));
    }

    [Theory]
    [InlineData(StorageProvider.Sqlite)]
    [InlineData(StorageProvider.Postgres)]
    public async Task Check_tells_what_a_start_brings_up_to_date_by_itself_and_leaves_it_to_that(StorageProvider provider)
    {
        var settings = provider == StorageProvider.Sqlite ? TestUsers.Settings : PostgresSettings.ForNewDatabase().WithUsers();
        var behind = $"The start will bring the schema of the database ({provider}) up to date, which lacks {provider}/0001_";

        for (var i = 0; i < 2; i++)
        {
            using var check = new GatewayProcess(_folder, settings, "check");
            Assert.Equal(0, await check.WaitForExitAsync());
            Assert.Contains(behind, check.Output, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.Equal(0, await RunAsync(settings, "migrate"));
        using var afterwards = new GatewayProcess(_folder, settings, "check");
        Assert.Equal(0, await afterwards.WaitForExitAsync());
        Assert.Contains("its schema is up to date", afterwards.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_looks_at_the_database_of_a_process_that_runs_and_leaves_nothing_behind()
    {
        using var server = new GatewayProcess(_folder, TestUsers.Settings);
        await server.WaitUntilReadyAsync();
        Assert.Equal(0, await RunAsync(TestUsers.Settings, "check"));

        await server.KillAsync();
        Assert.Equal(0, await RunAsync(TestUsers.Settings, "check"));
        Assert.Equal(["metrics.db", "metrics.db.lock"], Directory.EnumerateFiles(_folder.File("data")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Check_does_not_wait_for_a_process_that_brings_the_schema_up_to_date()
    {
        var settings = PostgresSettings.ForNewDatabase().WithUsers();
        Assert.Equal(0, await RunAsync(settings, "migrate"));
        await using var connection = new NpgsqlConnection(settings["ConnectionStrings:Metrics"]);
        await connection.OpenAsync();
        await using var other = connection.CreateCommand();
        other.CommandText = "SELECT pg_advisory_lock(7235129002)";
        await other.ExecuteNonQueryAsync();

        Assert.Equal(0, await RunAsync(settings, "check"));
    }

    [Theory]
    [InlineData("Limits:QueueLength", "1")]
    [InlineData("Urls", "localhost:8080")]
    public async Task Check_names_a_setting_that_is_not_valid(string key, string value)
    {
        using var process = new GatewayProcess(_folder, new Dictionary<string, string>(TestUsers.Settings) { [key] = value }, "check");

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains(key, process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Storage:Providr", "Postgres", "There is no setting Storage:Providr. Storage has Provider, MigrateOnStart, ")]
    [InlineData("Storage:ConnectionString", "Data Source=other.db", "There is no setting Storage:ConnectionString. Storage has Provider, MigrateOnStart, MaxBatchSize, RetryTimeout.")]
    [InlineData("Cluster:Port", "11111", "There is no setting Cluster:Port. Cluster has ClusterId, ServiceId, SiloPort, AdvertisedAddress.")]
    [InlineData("Limits:KeysPerMetrics", "5", "There is no setting Limits:KeysPerMetrics. Limits has ConcurrentRequestsPerUser, ")]
    [InlineData("OrleansDashboard:Enable", "true", "There is no setting OrleansDashboard:Enable. OrleansDashboard has Enabled.")]
    [InlineData("Organizations:0:TimeZne", "UTC", "There is no setting Organizations:0:TimeZne. Organizations:0 has Name, TimeZone, FirstDayOfWeek, ")]
    [InlineData("Organizations:0:ApiUsers:0:Tokens", "s", "There is no setting Organizations:0:ApiUsers:0:Tokens. Organizations:0:ApiUsers:0 has AccessId, ")]
    public async Task A_setting_that_there_is_not_is_refused_by_check_and_told_at_the_start(string key, string value, string expected)
    {
        var settings = new Dictionary<string, string>(TestUsers.Settings) { [key] = value };

        using var check = new GatewayProcess(_folder, settings, "check");
        Assert.Equal(1, await check.WaitForExitAsync());
        Assert.StartsWith(expected, check.Output, StringComparison.Ordinal);

        using var server = new GatewayProcess(_folder, settings);
        await server.WaitForOutputAsync(expected);
        await server.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task A_command_that_there_is_not_starts_no_server()
    {
        using var process = new GatewayProcess(_folder, TestUsers.Settings, "migarte");

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.StartsWith("'migarte' on the command line is neither a command nor a setting", process.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Commands_make_no_credentials()
    {
        Assert.Equal(0, await RunAsync(new Dictionary<string, string>(), "migrate"));
        Assert.Equal(0, await RunAsync(new Dictionary<string, string>(), "check"));

        Assert.False(File.Exists(_folder.File("data/credentials.json")));
    }

    [Fact]
    public async Task Health_tells_whether_the_process_beside_it_is_ready()
    {
        using var server = new GatewayProcess(_folder, TestUsers.Settings);
        await server.WaitUntilReadyAsync();
        var settings = new Dictionary<string, string> { ["Urls"] = server.Address.ToString() };

        using var health = new GatewayProcess(_folder, settings, "health");
        Assert.Equal(0, await health.WaitForExitAsync());
        Assert.Contains("\"status\":\"Healthy\"", health.Output, StringComparison.Ordinal);

        await server.KillAsync();
        Assert.Equal(1, await RunAsync(settings, "health"));
    }

    [Fact]
    public async Task Health_asks_no_proxy_of_the_environment()
    {
        using var server = new GatewayProcess(_folder, TestUsers.Settings);
        await server.WaitUntilReadyAsync();
        var settings = new Dictionary<string, string> { ["Urls"] = server.Address.ToString(), ["http_proxy"] = $"http://127.0.0.1:{FreePort.Next()}", ["no_proxy"] = "" };

        using var health = new GatewayProcess(_folder, settings, "health");

        Assert.Equal((0, true), (await health.WaitForExitAsync(), health.Output.Contains("\"status\":\"Healthy\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("http://*:8080", "http://localhost:8080/health/ready")]
    [InlineData("http://0.0.0.0:8080;http://[::]:8081", "http://localhost:8080/health/ready")]
    [InlineData("http://[::]:9000", "http://localhost:9000/health/ready")]
    [InlineData("http://127.0.0.1:80", "http://127.0.0.1/health/ready")]
    public void Health_asks_where_the_server_listens(string urls, string expected) => Assert.Equal(expected, HealthCommand.AddressOf(urls).ToString());

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://localhost:70000")]
    [InlineData("http://localhost:99999999999")]
    [InlineData("http://unix:/tmp/socket")]
    public void Health_names_an_address_at_which_nobody_can_be_asked(string urls)
    {
        var failure = Assert.Throws<StartupException>(() => HealthCommand.AddressOf(urls));

        Assert.Equal($"Nobody can be asked at '{urls}'. Urls takes addresses such as http://localhost:8080.", failure.Message);
    }

    [Fact]
    public void Health_finds_the_address_where_the_server_does()
    {
        Assert.Equal("http://localhost:8080", HealthCommand.FindUrls(_folder.Path, ["--Urls", ""]));

        File.WriteAllText(_folder.File("appsettings.json"), """{ "Urls": "http://localhost:9000" }""");
        Assert.Equal("http://localhost:9000", HealthCommand.FindUrls(_folder.Path, []));
        Assert.Equal("http://localhost:9001", HealthCommand.FindUrls(_folder.Path, ["--Urls", "http://localhost:9001"]));

        Assert.Equal("http://*:9003", HealthCommand.FindUrls(_folder.Path, ["--Urls", "", "--http_ports", "9003"]));

        Directory.CreateDirectory(_folder.File("secrets"));
        File.WriteAllText(_folder.File("secrets/Urls"), "http://localhost:9002");
        Assert.Equal(
            "http://localhost:9002", HealthCommand.FindUrls(_folder.Path, ["--Urls", "http://localhost:9001", "--SecretsFolder", _folder.File("secrets")]));
    }

    [Fact]
    public void Health_reads_the_settings_of_the_environment_that_the_server_runs_in()
    {
        File.WriteAllText(_folder.File("appsettings.json"), """{ "Urls": "http://localhost:9000" }""");
        File.WriteAllText(_folder.File("appsettings.Staging.json"), """{ "Urls": "http://localhost:9004" }""");

        Assert.Equal("http://localhost:9000", HealthCommand.FindUrls(_folder.Path, ["--environment", "Testing"]));
        Assert.Equal("http://localhost:9004", HealthCommand.FindUrls(_folder.Path, ["--environment", "Staging"]));
    }

    [Theory]
    [InlineData("ASPNETCORE_HTTP_PORTS")]
    [InlineData("DOTNET_HTTP_PORTS")]
    public async Task Health_reads_the_variables_of_the_framework_that_the_server_does(string variable)
    {
        using var health = new GatewayProcess(_folder, new Dictionary<string, string> { [variable] = "no port" }, "health", "--Urls", "");

        await health.AssertRefusedAsync("http_ports cannot have 'no port'");
    }

    [Fact]
    public async Task Settings_come_from_files_too_and_those_win()
    {
        var secrets = Directory.CreateDirectory(_folder.File("secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "Organizations__0__ApiUsers__0__Token"), "token-from-a-file\n");
        using var process = new GatewayProcess(_folder, new Dictionary<string, string>(TestUsers.Settings) { ["SecretsFolder"] = secrets });
        await process.WaitUntilReadyAsync();
        using var client = process.Client("token-from-a-file");
        using var former = process.Client(TestUsers.AdministratorToken);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.Get("/v2/customMetrics")).Status);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await former.Get("/v2/customMetrics")).Status);
    }

    [Fact]
    public async Task A_folder_of_secrets_that_is_not_there_stops_the_start()
    {
        using var process = new GatewayProcess(_folder, new Dictionary<string, string>(TestUsers.Settings) { ["SecretsFolder"] = _folder.File("nowhere") });

        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Equal($"SecretsFolder: there is no folder {_folder.File("nowhere")}.", process.Output.Trim());
    }

    private async Task<int> RunAsync(IReadOnlyDictionary<string, string> settings, string command)
    {
        using var process = new GatewayProcess(_folder, settings, command);
        return await process.WaitForExitAsync();
    }
}
