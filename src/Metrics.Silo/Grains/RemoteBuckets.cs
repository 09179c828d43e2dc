using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Metrics.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.Services;

namespace Metrics.Silo.Grains;

/// <summary>
/// The buckets whose grains live in other silos, as far as this one remembers where. What is added to them from here travels in
/// company, while a message for each would cost as much as all the rest of the way of a point.
/// </summary>
/// <remarks>
/// It is only a guess where a grain lives: what finds no bucket at the other end is not added, and its grain has to be called, which
/// sets the memory right as well.
/// </remarks>
public sealed class RemoteBuckets : ISiloStatusListener, IAsyncDisposable
{
    private readonly ConcurrentDictionary<SiloAddress, SiloRelay> _relays = [];
    private readonly RelayClient _client;
    private readonly IGrainDirectoryCache? _directory;
    private readonly SiloAddress _self;

    internal RemoteBuckets(IServiceProvider services)
    {
        _client = new RelayClient(services);
        _directory = services.GetService<IGrainDirectoryCache>();
        _self = services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        services.GetRequiredService<ISiloStatusOracle>().SubscribeToSiloStatusEvents(this);
    }

    /// <summary>Adds samples, and waits until they are committed.</summary>
    /// <param name="grain">The grain of the bucket.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="samples">The samples, which were not sent before.</param>
    /// <param name="receipt">Where they come with an idempotency key: the key and the time.</param>
    /// <returns>The running value right after them; null where they were not added, and the grain has to be called.</returns>
    /// <inheritdoc cref="IBucketGrain.Add" path="/exception"/>
    public async ValueTask<decimal?> TryAddAsync(GrainId grain, BucketKey bucket, Accumulator samples, Receipt? receipt)
    {
        if (Find(grain) is not { } relay)
        {
            return null;
        }

        var answer = await relay.Additions.RunAsync(new RelayRequest(bucket, samples.Type, samples.ToAggregate(), receipt));
        if (answer.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return answer.Value;
    }

    /// <summary>Whether samples could be added, as things stand; null where the grain has to be asked.</summary>
    public async ValueTask<bool?> CanAddAsync(GrainId grain, BucketKey bucket, Accumulator samples) =>
        Find(grain) is { } relay ? await relay.Questions.RunAsync(new RelayRequest(bucket, samples.Type, samples.ToAggregate(), null)) : null;

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        // What waits is still sent, and fails. Nothing holds on to the relay after that.
        if (status == SiloStatus.Dead)
        {
            _relays.TryRemove(updatedSilo, out _);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays.Values)
        {
            await relay.DisposeAsync();
        }
    }

    private SiloRelay? Find(GrainId grain) =>
        _directory is not null && _directory.LookUp(grain, out var address, out _) && address.SiloAddress is { } silo && !silo.Equals(_self)
            ? _relays.GetOrAdd(silo, static (silo, client) => new SiloRelay(client.Of(silo)), _client)
            : null;

    /// <summary>What is on its way to one silo.</summary>
    private sealed class SiloRelay(IBucketRelay relay) : IAsyncDisposable
    {
        /// <summary>
        /// How many messages are under way to a silo at a time. Fewer take more company each, but what comes meanwhile waits longer, for
        /// commits that it is not in.
        /// </summary>
        private const int MaxMessages = 4;

        private const int MaxMessageLength = 1_000;

        private const int QueueLength = 100_000;

        public GroupQueue<RelayRequest, RelayAnswer> Additions { get; } = new(
            "relay", requests => AddAsync(relay, requests), QueueLength, MaxMessageLength, (_, _) => { }, MaxMessages);

        public GroupQueue<RelayRequest, bool?> Questions { get; } = new(
            "relay of questions", requests => AskAsync(relay, requests), QueueLength, MaxMessageLength, (_, _) => { }, MaxMessages);

        public async ValueTask DisposeAsync()
        {
            await Additions.DisposeAsync();
            await Questions.DisposeAsync();
        }

        private static async Task<IReadOnlyList<RelayAnswer>> AddAsync(IBucketRelay relay, IReadOnlyList<RelayRequest> requests)
        {
            try
            {
                return await relay.Add([.. requests]);
            }
#pragma warning disable CA1031 // Each sender decides what to do about it, as if it had called alone.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                return [.. Enumerable.Repeat(new RelayAnswer(null, exception), requests.Count)];
            }
        }

        private static async Task<IReadOnlyList<bool?>> AskAsync(IBucketRelay relay, IReadOnlyList<RelayRequest> requests)
        {
            try
            {
                return await relay.CanAdd([.. requests]);
            }
#pragma warning disable CA1031 // Nothing was changed, and to ask the grain finds a new place for it.
            catch (Exception)
#pragma warning restore CA1031
            {
                return new bool?[requests.Count];
            }
        }
    }

    private sealed class RelayClient(IServiceProvider services) : GrainServiceClient<IBucketRelay>(services)
    {
        public IBucketRelay Of(SiloAddress silo) => GetGrainService(silo);
    }
}
