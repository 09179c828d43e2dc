using System.Net;
using Metrics.Tests.Support;
using Npgsql;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>A metric whose data takes its time to go.</summary>
public sealed class DeleteMetricTests : IDisposable
{
    private readonly string _connectionString = PostgresServer.Shared.ConnectionString(PostgresServer.Shared.CreateDatabase());
    private readonly GatewayHost _host;

    public DeleteMetricTests() => _host = new GatewayHost(settings: PostgresSettings.ForConnection(_connectionString));

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_catalog_answers_meanwhile()
    {
        var client = _host.Client();
        var id = await client.Define("m");
        await client.AddPoints("m", "2024-04-09=1");
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM metric_buckets FOR UPDATE", connection))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var deletion = client.Delete($"/v2/customMetrics/{id}");
        await Wait.UntilAsync(
            async () => await CountAsync("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0,
            () => $"nobody waits for a lock, and the deletion is {deletion.Status}");

        Assert.Equal(HttpStatusCode.NotFound, (await client.Get($"/v2/customMetrics/{id}")).Status);
        Assert.True(await client.Define("m") > id);
        Assert.Equal("""{"value":5.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning("m", """{"value":5,"date":"2024-04-09"}"""));
        Assert.False(deletion.IsCompleted);

        await transaction.RollbackAsync();
        Assert.Equal(HttpStatusCode.OK, (await deletion).Status);
        Assert.Equal(0, await CountAsync($"metric_buckets WHERE metric_id = {id}"));
    }

    private async Task<long> CountAsync(string rows)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {rows}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
