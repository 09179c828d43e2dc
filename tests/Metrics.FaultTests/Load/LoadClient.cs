using System.Collections.Concurrent;
using System.Diagnostics;
using Metrics.FaultTests.Checking;

namespace Metrics.FaultTests.Load;

/// <summary>
/// Many clients that send points and keep a record of what became of each. A client has an address that it prefers; from one
/// that does not answer it turns to the next, as a client behind a balancer would be turned.
/// </summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private readonly LoadPlan _plan;
    private readonly Senders _senders;
    private readonly List<BucketLog[]> _generations = [];
    private readonly ConcurrentDictionary<ReplyKind, long> _replies = new();

    /// <summary>Answers that the service never gives to a good request.</summary>
    private readonly ConcurrentQueue<string> _surprises = new();
    private readonly ConcurrentQueue<Rejection> _rejections = new();
    private volatile BucketLog[] _buckets = [];

    /// <param name="plan">What to send.</param>
    /// <param name="addresses">Where to.</param>
    public LoadClient(LoadPlan plan, IEnumerable<Uri> addresses)
    {
        _plan = plan;
        _senders = new Senders(addresses, plan.Timeout);
        UseNewBuckets();
    }

    /// <summary>How many requests ended how.</summary>
    public IReadOnlyDictionary<ReplyKind, long> Replies => _replies;

    /// <summary>Every 429 and 503 and missing answer.</summary>
    public IReadOnlyCollection<Rejection> Rejections => _rejections;

    private IReadOnlyList<ApiClient> Addresses => _senders.Addresses;

    /// <summary>Defines the metric and lets the clients loose.</summary>
    public async Task StartAsync()
    {
        await Addresses[0].DefineAsync(_plan.Metric);
        _senders.Start(
            from bucket in Enumerable.Range(0, _buckets.Length)
            from client in Enumerable.Range(0, _plan.ClientsPerBucket)
            select (Func<Task>)(() => SendAsync(bucket, client)));
    }

    /// <summary>
    /// From now on points go to buckets that are not there yet, and which the cluster spreads over the silos that it has now. Those
    /// of before stay where they are, and are checked in the end like these.
    /// </summary>
    public void UseNewBuckets()
    {
        var generation = _generations.Count;
        _buckets = [.. Enum.GetValues<Mode>().SelectMany(mode => Enumerable.Range(0, _plan.BucketsPerMode)
            .Select(number => new BucketLog($"{mode}-{generation}-{number}", mode)))];
        _generations.Add(_buckets);
    }

    /// <summary>Waits until each bucket has acknowledged a request that was sent after this moment.</summary>
    /// <returns>Whether all have, within the time.</returns>
    public async Task<bool> WaitForAllBucketsAsync(long since, TimeSpan patience)
    {
        var start = Stopwatch.GetTimestamp();
        while (_buckets.Any(bucket => bucket.LastAcknowledgedStart <= since))
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                return false;
            }

            await Task.Delay(20);
        }

        return true;
    }

    /// <summary>For each bucket that fell silent after a fault: for how long.</summary>
    /// <param name="fault">The timestamp of the fault.</param>
    /// <param name="silence">From what length on a time without acknowledgement counts.</param>
    public IReadOnlyList<TimeSpan> WindowsSince(long fault, TimeSpan silence)
    {
        var end = Stopwatch.GetTimestamp();
        var length = (long)(silence.TotalSeconds * Stopwatch.Frequency);
        return [.. from bucket in _buckets
                   let window = FailureWindow.Of(bucket.AcknowledgedSince(fault), fault, end, length)
                   where window is not null
                   select window == long.MaxValue ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(fault, fault + window.Value)];
    }

    /// <summary>Lets every client end its last request, then reads each bucket and returns what the promise does not allow.</summary>
    public async Task<IReadOnlyList<string>> StopAndCheckAsync()
    {
        await _senders.StopAsync();
        var violations = new List<string>(_surprises.Select(surprise => $"UNEXPECTED ANSWER {surprise}"));
        foreach (var log in _generations.SelectMany(buckets => buckets))
        {
            violations.AddRange(Checker.Check(log.ToHistory(), await ReadAsync(log.Bucket)));
        }

        return violations;
    }

    /// <summary>The numbers of the run, in a line.</summary>
    public string Summary()
    {
        var histories = _generations.SelectMany(buckets => buckets).Select(bucket => bucket.ToHistory()).ToList();
        var additions = histories.Sum(history => history.Attempts.Count);
        var unknown = histories.Sum(history => history.Attempts.Count(attempt => attempt.Outcome == Outcome.Unknown));
        return $"{additions} additions to {histories.Count} buckets, {unknown} with unknown outcome; requests: "
            + string.Join(", ", _replies.OrderBy(reply => reply.Key).Select(reply => $"{reply.Value} {reply.Key}"));
    }

    public ValueTask DisposeAsync() => _senders.DisposeAsync();

    private async Task<decimal> ReadAsync(string bucket)
    {
        foreach (var address in Addresses)
        {
            if ((await address.AddAsync(_plan.Metric, bucket, 0, returnValue: true)).Value is { } value)
            {
                return value;
            }
        }

        return await Addresses[0].ReadAsync(_plan.Metric, bucket);
    }

    private async Task SendAsync(int bucket, int client)
    {
        var random = SplitMix64.For(_plan.Seed, bucket, client);
        var (home, current, number) = (client % Addresses.Count, client % Addresses.Count, 0);
        while (!_senders.AreToStop)
        {
            var buckets = _buckets;
            var mode = buckets[bucket].Mode;
            var points = DrawPoints(buckets, bucket, random);
            var key = mode is Mode.Keyed or Mode.KeyedBulk ? $"{_plan.Metric}-{buckets[bucket].Bucket}-{client}-{number++}" : null;
            var start = Stopwatch.GetTimestamp();
            Reply reply;
            while (true)
            {
                reply = await SendAsync(Addresses[current], points, mode, key);
                if (reply.Kind is ReplyKind.NotConnected or ReplyKind.Broken or ReplyKind.TimedOut or ReplyKind.BadGateway)
                {
                    current = (current + 1) % Addresses.Count;
                }

                if (key is null || reply.Kind == ReplyKind.Acknowledged || _senders.AreToGiveUp)
                {
                    break;
                }

                await Task.Delay(random.Between(20, 100));
            }

            // A point with a key that one answer refused may have been counted by an earlier one.
            var outcome = key is not null && reply.Outcome == Outcome.Refused ? Outcome.Unknown : reply.Outcome;
            foreach (var amounts in points.ToLookup(point => point.Log, point => point.Amount))
            {
                amounts.Key.Add(new Attempt(amounts.Sum(), outcome, reply.ValueOf(amounts.Key.Bucket), start, Stopwatch.GetTimestamp()));
            }

            await Task.Delay(random.Between(0, (int)_plan.LongestPause.TotalMilliseconds));
            if (current != home && random.Between(1, 20) == 1)
            {
                current = home;
            }
        }
    }

    /// <summary>A point for the bucket; where requests are for several, a second one, and two for each of two others, in any order.</summary>
    private static IReadOnlyList<(BucketLog Log, int Amount)> DrawPoints(BucketLog[] buckets, int bucket, SplitMix64 random)
    {
        var own = buckets[bucket];
        if (own.Mode is not (Mode.Bulk or Mode.KeyedBulk))
        {
            return [(own, own.Mode == Mode.Returning ? 1 : random.Between(1, 9))];
        }

        var others = buckets.Where(log => log.Mode == own.Mode && log != own).OrderBy(_ => random.Between(0, int.MaxValue - 1)).Take(2);
        var points = others.Append(own).SelectMany(log => new[] { log, log }).Select(log => (log, random.Between(1, 9)));
        return [.. points.OrderBy(_ => random.Between(0, int.MaxValue - 1))];
    }

    private async Task<Reply> SendAsync(ApiClient address, IReadOnlyList<(BucketLog Log, int Amount)> points, Mode mode, string? key)
    {
        var start = Stopwatch.GetTimestamp();
        var reply = mode is Mode.Bulk or Mode.KeyedBulk
            ? await address.AddEachAsync(_plan.Metric, points.Select(point => (point.Log.Bucket, (decimal)point.Amount)), key)
            : await address.AddAsync(_plan.Metric, points[0].Log.Bucket, points[0].Amount, mode != Mode.Plain, key);
        _replies.AddOrUpdate(reply.Kind, 1, (_, count) => count + 1);
        if (reply.Kind is ReplyKind.Unexpected or ReplyKind.NotFound)
        {
            _surprises.Enqueue($"{address.Address}: {reply.Kind} {reply.Detail}");
        }

        if (reply.Kind != ReplyKind.Acknowledged)
        {
            _rejections.Enqueue(new Rejection(reply.Kind, reply.RetryAfter, start, Stopwatch.GetTimestamp(), $"{address.Address.Authority}: {reply.Detail}"));
        }

        return reply;
    }
}
