using System.Net;
using Metrics.Silo.Clustering;
using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

public sealed class StandstillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_that_stood_still_does_not_answer_out_of_memory_while_it_cannot_ask_whether_it_is_a_member()
    {
        using var database = new PostgresDatabase();
        using var process = new GatewayProcess(_folder, PostgresSettings.For(database.Name).WithUsers());
        await process.WaitUntilReadyAsync();
        using var client = process.Client(TestUsers.AdministratorToken);
        var metric = await client.Define("Incidents");
        await using var held = await database.HoldAsync("LOCK TABLE cluster_members, cluster_versions");

        await process.SignalAsync("STOP");

        // A process that stands still cannot be asked how long it has; the guard is to find that it was for longer than it allows.
        await Task.Delay(StandstillGuard.Longest + TimeSpan.FromSeconds(0.5));
        await process.SignalAsync("CONT");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.Get($"/v2/customMetrics/{metric}")).Status);
        await held.ReleaseAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.Get($"/v2/customMetrics/{metric}")).Status);
    }
}
