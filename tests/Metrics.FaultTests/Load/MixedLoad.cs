using System.Collections.Concurrent;
using System.Diagnostics;
using Metrics.FaultTests.Checking;

namespace Metrics.FaultTests.Load;

/// <summary>
/// Clients that do at once all that changes values: they add points, one, many and to several metrics, with keys and without, delete ranges,
/// import, and delete a metric and define it again. Each point is a power of two that its bucket gets once, so that every value tells what is in it.
/// </summary>
internal sealed class MixedLoad : IAsyncDisposable
{
    private const int Clients = 16;
    private const int Buckets = 24;

    /// <summary>How long a request that got no answer may go on in a silo that nobody has ended.</summary>
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(12);

    private readonly ulong _seed;
    private readonly string _steady;
    private readonly string _churned;
    private readonly Senders _senders;
    private readonly ConcurrentQueue<BitLog> _all = [];
    private readonly ConcurrentQueue<Removal> _deletions = [];
    private readonly ConcurrentQueue<string> _surprises = [];
    private readonly ConcurrentDictionary<string, long> _replies = new();
    private readonly BitLog[] _buckets;
    private int _keys;
    private int _made;

    /// <param name="seed">What is drawn comes from it.</param>
    /// <param name="addresses">Where to send.</param>
    public MixedLoad(ulong seed, IEnumerable<Uri> addresses)
    {
        (_seed, _steady, _churned) = (seed, $"steady-{seed}", $"churned-{seed}");
        _senders = new Senders(addresses, Timeout);
        _buckets = [.. Enumerable.Range(0, Buckets).Select(NewBucket)];
    }

    private ApiClient First => _senders.Addresses[0];

    /// <summary>Defines the metrics and lets the clients loose.</summary>
    public async Task StartAsync()
    {
        await First.DefineAsync(_steady);
        await First.DefineAsync(_churned);
        _senders.Start(Enumerable.Range(0, Clients).Select(client => (Func<Task>)(() => SendAsync(client))));
    }

    /// <summary>Lets every client end what it has begun, then reads each bucket and returns what the promise does not allow.</summary>
    public async Task<IReadOnlyList<string>> StopAndCheckAsync()
    {
        await _senders.StopAsync();
        await First.DefineAsync(_churned);
        var violations = new List<string>(_surprises.Select(surprise => $"UNEXPECTED ANSWER {surprise}"));
        foreach (var bucket in _all)
        {
            var (value, count) = await First.ReadStoredAsync(bucket.Metric, bucket.Key);
            violations.AddRange(HistoryOf(bucket).Check(value, count));
        }

        return violations;
    }

    /// <summary>The numbers of the run, in a line.</summary>
    public string Summary()
    {
        var histories = _all.Select(HistoryOf).ToList();
        return $"{histories.Sum(history => history.Additions.Count)} additions to {histories.Count} buckets and {histories.Sum(history => history.Removals.Count)} removals from them; requests: "
            + string.Join(", ", _replies.OrderBy(reply => reply.Key, StringComparer.Ordinal).Select(reply => $"{reply.Value} {reply.Key}"));
    }

    public ValueTask DisposeAsync() => _senders.DisposeAsync();

    private BitHistory HistoryOf(BitLog bucket) => bucket.ToHistory(bucket.Metric == _churned ? _deletions : []);

    private BitLog NewBucket(int place)
    {
        // Two clients may fill a place at once, and each gets a bucket of its own.
        var number = Interlocked.Increment(ref _made);
        var bucket = place % 3 == 0 ? new BitLog(_churned, $"c-{place}-{number}") : new BitLog(_steady, $"s-{place}-{number}");
        _all.Enqueue(bucket);
        return bucket;
    }

    private async Task SendAsync(int client)
    {
        var random = SplitMix64.For(_seed, client);
        while (!_senders.AreToStop)
        {
            var isKeyed = random.Between(0, 1) == 0;
            await (random.Between(1, 100) switch
            {
                <= 40 => AddAsync(random, Draw(random, 1), isKeyed, (address, points, key) => address.AddAsync(points[0].Log.Metric, points[0].Log.Key, points[0].Amount, returnValue: true, key)),
                <= 70 => AddAsync(random, DrawOfOne(random), isKeyed, (address, points, key) =>
                    address.AddEachAsync(points[0].Log.Metric, points.Select(point => (point.Log.Key, point.Amount)), key)),
                <= 85 => AddAsync(random, Draw(random, 8), isKeyed, (address, points, key) =>
                    address.AddToSeveralAsync(points.Select(point => (point.Log.Metric, point.Log.Key, point.Amount)), key)),
                <= 94 => DeleteAsync(random),
                <= 98 => ImportAsync(random),
                _ => RecreateAsync(random),
            });
            await Task.Delay(random.Between(0, 30));
        }
    }

    /// <summary>Some buckets, each once.</summary>
    private List<BitLog> Draw(SplitMix64 random, int most)
    {
        var drawn = new HashSet<BitLog>();
        for (var left = random.Between(1, most); left > 0; left--)
        {
            var place = random.Between(0, Buckets - 1);
            if (_buckets[place].IsFull)
            {
                _buckets[place] = NewBucket(place);
            }

            drawn.Add(_buckets[place]);
        }

        return [.. drawn];
    }

    private List<BitLog> DrawOfOne(SplitMix64 random)
    {
        var drawn = Draw(random, 12);
        return [.. drawn.Where(bucket => bucket.Metric == drawn[0].Metric)];
    }

    private async Task AddAsync(
        SplitMix64 random, List<BitLog> buckets, bool isKeyed, Func<ApiClient, List<(BitLog Log, int Bit, decimal Amount)>, string?, Task<Reply>> send)
    {
        var points = buckets.ConvertAll(log => log.NextBit() is var bit ? (log, bit, BitHistory.ValueOf(bit)) : default);
        var key = isKeyed ? $"mixed-{_seed}-{Interlocked.Increment(ref _keys)}" : null;
        var start = Stopwatch.GetTimestamp();
        var (reply, repetitions) = await SendAsync(random, address => send(address, points, key), mayRepeat: isKeyed);
        var end = Stopwatch.GetTimestamp();

        // A request with a key that one answer refused may have been counted by an earlier one.
        var outcome = repetitions > 0 && OutcomeOf(reply) == Outcome.Refused ? Outcome.Unknown : OutcomeOf(reply);
        foreach (var (log, bit, _) in points)
        {
            log.Add(new Addition(bit, outcome, reply.ValueOf(log.Key), start, end));
        }
    }

    private async Task DeleteAsync(SplitMix64 random)
    {
        var buckets = DrawOfOne(random);
        var removal = await RemoveAsync(random, address => address.DeleteValuesAsync(buckets[0].Metric, buckets.Select(bucket => bucket.Key)));
        buckets.ForEach(bucket => bucket.Add(removal));
    }

    private async Task ImportAsync(SplitMix64 random)
    {
        var values = Draw(random, 4).ConvertAll(log => log.NextBit() is var bit ? (Log: log, Bit: bit) : default);
        var removal = await RemoveAsync(
            random, address => address.ImportAsync(values.Select(value => (value.Log.Metric, value.Log.Key, BitHistory.ValueOf(value.Bit)))));
        values.ForEach(value => value.Log.Add(removal with { Bit = value.Bit }));
    }

    private async Task RecreateAsync(SplitMix64 random)
    {
        // For all buckets of the metric, those too that others begin to fill meanwhile.
        _deletions.Enqueue(await RemoveAsync(random, address => address.DeleteAsync(_churned)));
        await SendAsync(random, address => address.TryDefineAsync(_churned), mayRepeat: true);
    }

    /// <summary>Takes all points out of some buckets. Repeated until it is answered: only then it is known that they are gone.</summary>
    private async Task<Removal> RemoveAsync(SplitMix64 random, Func<ApiClient, Task<Reply>> send)
    {
        var start = Stopwatch.GetTimestamp();
        var (reply, repetitions) = await SendAsync(random, send, mayRepeat: true);
        var end = Stopwatch.GetTimestamp();
        var latest = repetitions == 0 && reply.Kind == ReplyKind.Acknowledged ? end : end + (long)(LongestWork.TotalSeconds * Stopwatch.Frequency);
        return new Removal(reply.Kind == ReplyKind.Acknowledged, start, end, latest, Bit: null);
    }

    /// <summary>Sends to one address after the other; where the request may be repeated, until its outcome is known.</summary>
    private async Task<(Reply Reply, int Repetitions)> SendAsync(SplitMix64 random, Func<ApiClient, Task<Reply>> send, bool mayRepeat)
    {
        for (var repetitions = 0; ; repetitions++)
        {
            var address = _senders.Addresses[random.Between(0, _senders.Addresses.Count - 1)];
            var reply = await send(address);
            _replies.AddOrUpdate(IsOfMissing(reply) ? "Missing" : reply.Kind.ToString(), 1, (_, count) => count + 1);
            if (reply.Kind == ReplyKind.Unexpected && !IsOfMissing(reply))
            {
                _surprises.Enqueue($"{address.Address}: {reply.Detail}");
            }

            var isKnown = reply.Kind is ReplyKind.Acknowledged or ReplyKind.NotFound or ReplyKind.Unexpected;
            if (isKnown || !mayRepeat || _senders.AreToGiveUp)
            {
                return (reply, repetitions);
            }

            await Task.Delay(random.Between(20, 100));
        }
    }

    private static Outcome OutcomeOf(Reply reply) => IsOfMissing(reply) ? Outcome.Refused : reply.Outcome;

    /// <summary>Points for several metrics, or an import, where one of these has just been deleted.</summary>
    private static bool IsOfMissing(Reply reply) => reply.Detail is { } detail && detail.StartsWith("400", StringComparison.Ordinal)
        && (detail.Contains("is not the id or the name of a customMetric", StringComparison.Ordinal) || detail.Contains("was deleted while", StringComparison.Ordinal));
}
