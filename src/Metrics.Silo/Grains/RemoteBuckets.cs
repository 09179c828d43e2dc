using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Metrics.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.Services;

namespace Metrics.Silo.Grains;

/// <summary>
/// The way to buckets in other silos: those whose grains live there, as far as this one remembers, and those that belong there
/// (<see cref="BucketOwners"/>). What is added to them from here travels in company, while a message for each would cost as much as all the
/// rest of the way of a point.
/// </summary>
/// <remarks>
/// It is only a guess where a grain lives: what finds no bucket at the other end, and may open none, is not added, and its grain has to be
/// called, which sets the memory right as well.
/// </remarks>
public sealed class RemoteBuckets : ISiloStatusListener, IAsyncDisposable
{
    private readonly ConcurrentDictionary<SiloAddress, RemoteSilo> _silos = [];
    private readonly IGrainDirectoryCache? _directory;
    private readonly ISiloStatusOracle _statuses;
    private readonly SiloAddress _self;
    private readonly Func<SiloAddress, RemoteSilo> _connect;

    internal RemoteBuckets(IServiceProvider services)
    {
        var client = new RelayClient(services);
        var queueLength = services.GetRequiredService<IOptions<StorageLimitOptions>>().Value.QueueLength;
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<RemoteSilo>>();
        _connect = silo => new RemoteSilo(client.Of(silo), queueLength, time, logger);
        _directory = services.GetService<IGrainDirectoryCache>();
        _self = services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        _statuses = services.GetRequiredService<ISiloStatusOracle>();
        _statuses.SubscribeToSiloStatusEvents(this);
    }

    /// <summary>The other silo where the grain of a bucket lives; null where it is not known, or lives in this one.</summary>
    public RemoteSilo? Find(GrainId grain) =>
        _directory is not null && _directory.LookUp(grain, out var address, out _) ? Of(address.SiloAddress) : null;

    /// <summary>The silo at this address; null where it is this one.</summary>
    public RemoteSilo? Of(SiloAddress? silo) => silo is null || silo.Equals(_self) ? null : _silos.GetOrAdd(silo, _connect);

    /// <summary>Adds the samples of many buckets in as few messages as possible, and returns when they are committed or have failed.</summary>
    /// <param name="each">What there is for each bucket.</param>
    /// <param name="requestOf">Where it goes, and the samples.</param>
    /// <returns>What became of each, in the same order; empty where the grain has to be called.</returns>
    public static Task<RelayAnswer[]> AddEachAsync<T>(IReadOnlyList<T> each, Func<T, (RemoteSilo Silo, RelayRequest Request)> requestOf) =>
        SendAsync(each, requestOf, static (silo, requests) => silo.AddAsync(requests));

    /// <summary>Whether samples could be added to each of many buckets, as things stand, asked in as few messages as possible.</summary>
    /// <param name="each">What there is for each bucket.</param>
    /// <param name="requestOf">Where it goes, and the samples.</param>
    /// <returns>One for each, in the same order; null where the grain has to be asked.</returns>
    public static Task<bool?[]> CanAddEachAsync<T>(IReadOnlyList<T> each, Func<T, (RemoteSilo Silo, RelayRequest Request)> requestOf) =>
        SendAsync(each, requestOf, static (silo, requests) => silo.CanAddAsync(requests));

    /// <summary>Looks at all silos, since one may have been found in the very moment in which it was told to be leaving, or gone.</summary>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        foreach (var (address, silo) in _silos)
        {
            var latest = address.Equals(updatedSilo) ? status : _statuses.GetApproximateSiloStatus(address);
            silo.IsLeaving = latest.IsTerminating();

            // What waits is still sent, and fails. Nothing holds on to the silo after that.
            if (latest == SiloStatus.Dead)
            {
                _silos.TryRemove(address, out _);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.Values)
        {
            await silo.DisposeAsync();
        }
    }

    private static async Task<TAnswer[]> SendAsync<T, TAnswer>(
        IReadOnlyList<T> each,
        Func<T, (RemoteSilo Silo, RelayRequest Request)> requestOf,
        Func<RemoteSilo, IReadOnlyList<RelayRequest>, Task<IReadOnlyList<TAnswer>>> send)
    {
        var messages = new List<Message>();
        var latest = new Dictionary<RemoteSilo, Message>();
        for (var i = 0; i < each.Count; i++)
        {
            var (silo, request) = requestOf(each[i]);
            ref var message = ref CollectionsMarshal.GetValueRefOrAddDefault(latest, silo, out _);
            if (message is null || message.Requests.Count == RemoteSilo.MaxMessageLength)
            {
                messages.Add(message = new Message(silo));
            }

            message.Places.Add(i);
            message.Requests.Add(request);
        }

        var answers = new TAnswer[each.Count];
        await Task.WhenAll(messages.Select(async message =>
        {
            var received = await send(message.Silo, message.Requests);
            for (var i = 0; i < received.Count; i++)
            {
                answers[message.Places[i]] = received[i];
            }
        }));
        return answers;
    }

    /// <summary>What goes to one silo together.</summary>
    private sealed class Message(RemoteSilo silo)
    {
        public RemoteSilo Silo => silo;

        public List<RelayRequest> Requests { get; } = [];

        /// <summary>Where its answers belong.</summary>
        public List<int> Places { get; } = [];
    }

    private sealed class RelayClient(IServiceProvider services) : GrainServiceClient<IBucketRelay>(services)
    {
        public IBucketRelay Of(SiloAddress silo) => GetGrainService(silo);
    }
}
