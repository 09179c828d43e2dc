using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Metrics.Benchmarks.Compare;
using Metrics.Gateway.Definitions;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>Metrics.Gateway as it is released, with authentication, validation and everything else it does.</summary>
internal static class OurContender
{
    /// <summary>Starts the service and defines the metric.</summary>
    /// <param name="provider">The kind of database.</param>
    /// <param name="connectionStrings">The database of each process: those on the same one are a cluster.</param>
    /// <param name="databaseId">The process of the database, if it is one of its own.</param>
    /// <param name="folder">Where the service is started.</param>
    /// <param name="stop">Stops the start.</param>
    /// <param name="belongings">What goes with it, besides the folder; also where the start fails.</param>
    public static async Task<RunningContender> StartAsync(
        string provider, IReadOnlyList<string> connectionStrings, int? databaseId, TemporaryFolder folder, CancellationToken stop, params IReadOnlyList<IDisposable> belongings)
    {
        var addresses = connectionStrings.Select(_ => new Uri($"http://127.0.0.1:{FreePort.Next()}")).ToArray();
        var servers = connectionStrings.Zip(addresses, (connectionString, address) => Start(provider, connectionString, address, folder)).ToArray();
        var running = new RunningContender(servers, new Target(addresses, Protocol.Ours), databaseId, [.. belongings, folder]);
        return await ContenderStart.OrDisposeAsync(running, async () =>
        {
            await Task.WhenAll(servers.Zip(addresses, (server, address) => ContenderStart.WaitUntilReadyAsync(server, address, ContenderStart.HealthPath, stop)));
            foreach (var (_, address) in connectionStrings.Zip(addresses).DistinctBy(process => process.First))
            {
                await DefineMetricAsync(address, stop);
            }
        });
    }

    private static ServerProcess Start(string provider, string connectionString, Uri address, TemporaryFolder folder) =>
        ServerProcess.StartDotnet(folder.Path, "Metrics.Gateway", [], new Dictionary<string, string>
        {
            ["Urls"] = address.ToString(),
            ["Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["Cluster:AdvertisedAddress"] = "127.0.0.1",
            ["Storage:Provider"] = provider,
            ["ConnectionStrings:Metrics"] = connectionString,
            ["Organizations:0:Name"] = "Benchmarks",
            ["Organizations:0:ApiUsers:0:AccessId"] = "benchmarks",
            ["Organizations:0:ApiUsers:0:Token"] = Protocol.Token,
            ["Organizations:0:ApiUsers:0:Role"] = "Administrator",
        });

    private static async Task DefineMetricAsync(Uri address, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Protocol.Token);

        // By the day: a run rarely meets midnight, but often a full hour, at which all buckets are new.
        var definition = new DefinitionRequest(Protocol.Metric, "Sum", "Daily", KeyedValues: true);
        using var answer = await client.PostAsJsonAsync(new Uri("/v2/customMetrics", UriKind.Relative), definition, stop);
        answer.EnsureSuccessStatusCode();
    }
}
