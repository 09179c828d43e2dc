using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <summary>Another silo, and what is on its way to buckets there.</summary>
public sealed class RemoteSilo : IAsyncDisposable
{
    /// <summary>For how many buckets one message brings samples at most.</summary>
    internal const int MaxMessageLength = 1_000;

    /// <summary>
    /// How many messages are under way at a time. Fewer take more company each, but what comes meanwhile waits longer, for commits that it
    /// is not in. Those of requests that bring company of their own are not among them; how many these are is bounded by how many requests
    /// may be under way.
    /// </summary>
    private const int MaxMessages = 4;

    private readonly IBucketRelay _relay;
    private readonly GroupQueue<RelayRequest, RelayAnswer> _additions;

    internal RemoteSilo(IBucketRelay relay, int queueLength, TimeProvider time, ILogger logger) =>
        (_relay, _additions) = (relay, new("relay", AddAsync, queueLength, MaxMessageLength, time, logger, MaxMessages));

    /// <summary>Whether it is about to stop, or gone: grains that are known to be there move.</summary>
    public bool IsLeaving { get; internal set; }

    /// <summary>Adds samples to a bucket, in company with others, and returns when they are committed or have failed.</summary>
    /// <param name="request">The samples, which were not sent before.</param>
    /// <returns>What became of them; empty where the grain has to be called.</returns>
    /// <exception cref="StorageQueueFullException">Too much waits for the silo. Nothing was changed.</exception>
    public Task<RelayAnswer> AddAsync(RelayRequest request) => _additions.RunAsync(request);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _additions.DisposeAsync();

    /// <summary>Adds samples in a message of their own.</summary>
    internal async Task<IReadOnlyList<RelayAnswer>> AddAsync(IReadOnlyList<RelayRequest> requests)
    {
        try
        {
            return await _relay.Add([.. requests]);
        }
        catch (Exception exception)
        {
            // Each sender decides what to do about it, as if it had called alone.
            return [.. Enumerable.Repeat(new RelayAnswer(null, exception), requests.Count)];
        }
    }

    /// <summary>Asks, in a message, which samples could be added as things stand.</summary>
    internal async Task<IReadOnlyList<bool?>> CanAddAsync(IReadOnlyList<RelayRequest> requests)
    {
        try
        {
            return await _relay.CanAdd([.. requests]);
        }
        catch (Exception)
        {
            // Nothing was changed, and to ask the grain finds a new place for it.
            return new bool?[requests.Count];
        }
    }
}
