using System.Collections;
using System.Globalization;
using System.Reflection;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Metrics.Tests.Grains;

/// <summary>What Orleans says of a call whose connection is closed while it is on its way: the gateway repeats what was turned away.</summary>
public sealed class ClosedConnectionTests : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly BucketKey Bucket = new(77, Instant.FromUtc(2024, 4, 9, 0, 0), "on its way");

    private readonly InProcessTestCluster _cluster;
    private readonly PostgresDatabase _database;

    public ClosedConnectionTests(PostgresDatabase database)
    {
        _database = database;
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) => silo.AddBucketsOn(database.Buckets));
        _cluster = builder.Build();
    }

    private static Aggregate One => Aggregate.Of(AggregationType.Sum, new Sample(1));

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task It_may_have_run_and_is_not_said_to_be_turned_away()
    {
        var (here, there) = (_cluster.Silos[0], _cluster.Silos[1]);
        var grain = here.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IBucketGrain>(Bucket.ToGrainKey());
        RequestContext.Set(IPlacementDirector.PlacementHintKey, there.SiloAddress);
        await grain.Add(AggregationType.Sum, One);
        Assert.NotNull(there.ServiceProvider.GetRequiredService<LocalBuckets>().Find(Bucket));

        await using (await _database.HoldAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT FROM metric_buckets WHERE metric_id = {Bucket.MetricId} FOR UPDATE")))
        {
            var call = grain.Add(AggregationType.Sum, One);
            await _database.WaitForWaitersAsync(1);

            FailInFlight(here, there);
            await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
        }

        Assert.Equal(3, await grain.Add(AggregationType.Sum, One));
    }

    /// <summary>
    /// Does with the call of the bucket what Orleans does with what is in flight when it closes the connection to another silo: written, and not
    /// known to be sent. No test can be quick enough to meet one in that moment, so this goes by names that are Orleans' own.
    /// </summary>
    private static void FailInFlight(InProcessSiloHandle from, InProcessSiloHandle to)
    {
        const BindingFlags any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var runtime = from.ServiceProvider.GetRequiredService(Type.GetType("Orleans.Runtime.InsideRuntimeClient, Orleans.Runtime", throwOnError: true)!);
        var calls = (IDictionary)runtime.GetType().GetField("callbacks", any)!.GetValue(runtime)!;
        var message = calls.Values.Cast<object>()
            .Select(call => call.GetType().GetProperty("Message", any)!.GetValue(call)!)
            .Single(message => message.ToString()!.Contains(Bucket.Key, StringComparison.Ordinal));

        var connections = from.ServiceProvider.GetRequiredService(Type.GetType("Orleans.Runtime.Messaging.ConnectionManager, Orleans.Core", throwOnError: true)!);
        object?[] found = [to.SiloAddress, null];
        connections.GetType().GetMethod("TryGetConnection", any)!.Invoke(connections, found);
        found[1]!.GetType().GetMethod("OnSendMessageFailure", any)!.Invoke(found[1], [message, "Connection terminated"]);
    }
}
