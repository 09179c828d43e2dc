using System.Net;
using System.Text.Json;
using Metrics.Tests.Support;

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

        await second.AssertRefusedAsync("SQLite serves one process");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var first = new GatewayProcess(_folder, TestUsers.Settings);
        await first.WaitUntilReadyAsync();
        using var otherFolder = new TemporaryFolder();

        using var second = new GatewayProcess(
            otherFolder, new Dictionary<string, string>(TestUsers.Settings) { ["Urls"] = first.Address.ToString() });

        await second.AssertRefusedAsync(first.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
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

        await second.AssertRefusedAsync($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task A_schema_that_is_behind_is_named_where_it_is_not_brought_up_to_date()
    {
        var settings = new Dictionary<string, string>(TestUsers.Settings) { ["Storage:MigrateOnStart"] = "false" };

        using (var refused = new GatewayProcess(_folder, settings))
        {
            await refused.AssertRefusedAsync("Run Metrics.Gateway migrate");
        }

        using (var migration = new GatewayProcess(_folder, settings, "migrate"))
        {
            Assert.Equal(0, await migration.WaitForExitAsync());
        }

        using var process = new GatewayProcess(_folder, settings);
        await process.WaitUntilReadyAsync();
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
        await process.AssertRefusedAsync($"The database file {_folder.File("data/metrics.db")} can only be read.");
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

        await process.AssertRefusedAsync($"The database file {_folder.File("data/metrics.db")} cannot be opened. See that the user");
    }

    [Fact]
    public async Task A_database_file_that_is_none_is_named()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await File.WriteAllTextAsync(_folder.File("data/metrics.db"), "These are the notes of somebody else.");

        using var process = new GatewayProcess(_folder, TestUsers.Settings);

        await process.AssertRefusedAsync($"The database file {_folder.File("data/metrics.db")} is damaged, or is none of SQLite");
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
        using var database = new PostgresDatabase();

        // The silo waits in the midst of its start until it may enter itself among the members.
        await using var held = await database.HoldAsync("LOCK TABLE cluster_members, cluster_versions");
        using var process = new GatewayProcess(_folder, PostgresSettings.For(database.Name).WithUsers());
        await database.WaitForWaitersAsync(1);
        await process.SignalAsync("TERM");

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organization_that_nobody_can_call_for_is_named()
    {
        using var process = new GatewayProcess(_folder, new Dictionary<string, string>(TestUsers.Settings) { ["Organizations:3:Name"] = "Silent" });

        await process.WaitForOutputAsync("Nobody can call the API for the organization Silent: it has no ApiUsers.");
    }

    /// <summary>For root too the rights to a file are what its mode says.</summary>
    private static IReadOnlyList<string> WithoutPrivileges => Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "dotnet"] : ["dotnet"];
}
