using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<SiloAddress, RemoteSilo> _silos = [];
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

    /// <summary>The other silo where the grain of a bucket lives; null where it is not known, or lives in this one.</summary>
    public RemoteSilo? Find(GrainId grain) =>
        _directory is not null && _directory.LookUp(grain, out var address, out _) && address.SiloAddress is { } silo && !silo.Equals(_self)
            ? _silos.GetOrAdd(silo, static (silo, client) => new RemoteSilo(client.Of(silo)), _client)
            : null;

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        // What waits is still sent, and fails. Nothing holds on to the silo after that.
        if (status == SiloStatus.Dead)
        {
            _silos.TryRemove(updatedSilo, out _);
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

    private sealed class RelayClient(IServiceProvider services) : GrainServiceClient<IBucketRelay>(services)
    {
        public IBucketRelay Of(SiloAddress silo) => GetGrainService(silo);
    }
}
