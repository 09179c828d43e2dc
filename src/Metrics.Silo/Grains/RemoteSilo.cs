using System.Runtime.InteropServices;
using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <summary>Another silo, and what is on its way to buckets there.</summary>
public sealed class RemoteSilo : IAsyncDisposable
{
    /// <summary>How many buckets one message is for at most.</summary>
    private const int MaxMessageLength = 1_000;

    /// <summary>
    /// How many messages are under way at a time. Fewer take more company each, but what comes meanwhile waits longer, for commits that it
    /// is not in. Those of requests that bring company of their own are not among them.
    /// </summary>
    private const int MaxMessages = 4;

    private const int QueueLength = 100_000;

    private readonly IBucketRelay _relay;
    private readonly GroupQueue<RelayRequest, RelayAnswer> _additions;

    internal RemoteSilo(IBucketRelay relay) =>
        (_relay, _additions) = (relay, new("relay", AddAsync, QueueLength, MaxMessageLength, (_, _) => { }, MaxMessages));

    /// <summary>Adds the samples of many buckets in as few messages as possible, and returns when they are committed or have failed.</summary>
    /// <param name="each">What there is for each bucket.</param>
    /// <param name="messageOf">Where it goes, and the samples; null for what is not to be sent.</param>
    /// <returns>What became of each, in the same order; empty where the grain has to be called.</returns>
    public static Task<RelayAnswer[]> AddEachAsync<T>(IReadOnlyList<T> each, Func<T, (RemoteSilo Silo, RelayRequest Samples)?> messageOf) =>
        SendAsync(each, messageOf, static (silo, samples) => silo.AddAsync(samples));

    /// <summary>Whether samples could be added to each of many buckets, as things stand, asked in as few messages as possible.</summary>
    /// <param name="each">What there is for each bucket.</param>
    /// <param name="messageOf">Where it goes, and the samples; null for what is not to be sent.</param>
    /// <returns>One for each, in the same order; null where the grain has to be asked.</returns>
    public static Task<bool?[]> CanAddEachAsync<T>(IReadOnlyList<T> each, Func<T, (RemoteSilo Silo, RelayRequest Samples)?> messageOf) =>
        SendAsync(each, messageOf, static (silo, samples) => silo.CanAddAsync(samples));

    /// <summary>Adds samples to a bucket, in company with others, and returns when they are committed or have failed.</summary>
    /// <param name="samples">The samples, which were not sent before.</param>
    /// <returns>What became of them; empty where the grain has to be called.</returns>
    /// <exception cref="StorageQueueFullException">Too much waits for the silo. Nothing was changed.</exception>
    public Task<RelayAnswer> AddAsync(RelayRequest samples) => _additions.RunAsync(samples);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _additions.DisposeAsync();

    private static async Task<TAnswer[]> SendAsync<T, TAnswer>(
        IReadOnlyList<T> each,
        Func<T, (RemoteSilo Silo, RelayRequest Samples)?> messageOf,
        Func<RemoteSilo, IReadOnlyList<RelayRequest>, Task<IReadOnlyList<TAnswer>>> send)
    {
        var messages = new List<Message>();
        var latest = new Dictionary<RemoteSilo, Message>();
        for (var i = 0; i < each.Count; i++)
        {
            if (messageOf(each[i]) is var (silo, samples))
            {
                ref var message = ref CollectionsMarshal.GetValueRefOrAddDefault(latest, silo, out _);
                if (message is null || message.Samples.Count == MaxMessageLength)
                {
                    messages.Add(message = new Message(silo));
                }

                message.Places.Add(i);
                message.Samples.Add(samples);
            }
        }

        var answers = new TAnswer[each.Count];
        await Task.WhenAll(messages.Select(async message =>
        {
            var received = await send(message.Silo, message.Samples);
            for (var i = 0; i < received.Count; i++)
            {
                answers[message.Places[i]] = received[i];
            }
        }));
        return answers;
    }

    private async Task<IReadOnlyList<RelayAnswer>> AddAsync(IReadOnlyList<RelayRequest> samples)
    {
        try
        {
            return await _relay.Add([.. samples]);
        }
#pragma warning disable CA1031 // Each sender decides what to do about it, as if it had called alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return [.. Enumerable.Repeat(new RelayAnswer(null, exception), samples.Count)];
        }
    }

    private async Task<IReadOnlyList<bool?>> CanAddAsync(IReadOnlyList<RelayRequest> samples)
    {
        try
        {
            return await _relay.CanAdd([.. samples]);
        }
#pragma warning disable CA1031 // Nothing was changed, and to ask the grain finds a new place for it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new bool?[samples.Count];
        }
    }

    /// <summary>What one request has for one silo.</summary>
    private sealed class Message(RemoteSilo silo)
    {
        public RemoteSilo Silo => silo;

        public List<RelayRequest> Samples { get; } = [];

        /// <summary>Where its answers belong.</summary>
        public List<int> Places { get; } = [];
    }
}
