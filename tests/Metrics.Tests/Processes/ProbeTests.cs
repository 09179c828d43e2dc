using System.Net;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

/// <summary>What an orchestrator learns from the probes while a process starts, loses its database, and stops.</summary>
public sealed class ProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nobody_listens_before_the_process_is_ready()
    {
        using var database = new PostgresDatabase();
        await using var held = await database.HoldAsync($"SELECT pg_advisory_xact_lock({PostgresLocks.Schema})");
        using var process = new GatewayProcess(_folder, PostgresSettings.For(database.Name).WithUsers());
        await database.WaitForWaitersAsync(1);

        // The start waits for the schema: whoever asks is refused, so no balancer sends anything here.
        Assert.Null(await AskAsync(process, "ready"));
        Assert.Null(await AskAsync(process, "startup"));
        Assert.False(process.HasExited);

        await held.ReleaseAsync();
        await process.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(process, "startup"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(process, "live"));
    }

    [Fact]
    public async Task While_the_database_is_away_the_process_is_alive_and_not_ready()
    {
        var server = new PostgresServer();
        using var process = new GatewayProcess(_folder, PostgresSettings.ForConnection(server.ConnectionString(server.CreateDatabase()) + ";Timeout=30").WithUsers());
        await process.WaitUntilReadyAsync();

        await server.ControlAsync("stop", "-m", "fast");
        await Wait.UntilAsync(async () => await AskAsync(process, "ready") == HttpStatusCode.ServiceUnavailable, () => process.Output);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(process, "live"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(process, "startup"));

        await server.ControlAsync("start");
        await Wait.UntilAsync(async () => await AskAsync(process, "ready") == HttpStatusCode.OK, () => process.Output);
    }

    [Fact]
    public async Task While_the_process_stops_it_is_alive_and_not_ready()
    {
        using var process = new GatewayProcess(_folder, PostgresSettings.ForNewDatabase().WithUsers());
        await process.WaitUntilReadyAsync();

        await process.SignalAsync("TERM");
        await Wait.UntilAsync(async () => await AskAsync(process, "ready") == HttpStatusCode.ServiceUnavailable, () => process.Output);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(process, "live"));

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Null(await AskAsync(process, "ready"));
    }

    [Fact]
    public async Task A_connection_that_is_open_while_the_process_stops_is_answered_once_more_and_told_that_it_ends()
    {
        using var process = new GatewayProcess(_folder, PostgresSettings.ForNewDatabase().WithUsers());
        await process.WaitUntilReadyAsync();
        using var client = new HttpClient { BaseAddress = process.Address };
        using var before = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Null(before.Headers.ConnectionClose);

        await process.SignalAsync("TERM");
        await Wait.UntilAsync(async () => await AskAsync(process, "live") is null, () => process.Output);

        // Nobody listens any more, so this goes out on the connection of before.
        using var last = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        Assert.True(last.Headers.ConnectionClose);
        Assert.Equal(0, await process.WaitForExitAsync());
    }

    /// <summary>What a probe answers; null where nobody does.</summary>
    private static async Task<HttpStatusCode?> AskAsync(GatewayProcess process, string probe)
    {
        using var client = new HttpClient { BaseAddress = process.Address };
        try
        {
            using var response = await client.GetAsync(new Uri($"/health/{probe}", UriKind.Relative));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
