using System.Globalization;
using Metrics.Client;
using Metrics.Samples.Playbooks;

namespace Metrics.Samples.Traffic;

/// <summary>Brings the points of the pure traffic to the server.</summary>
internal sealed class TrafficSender
{
    private const int BatchSize = 1_000;

    private const string NoMoreHistory =
        "The metrics exist now, so another run adds no history: delete them first, or give another --prefix.";

    private readonly MetricsClient _client;
    private readonly TextWriter _log;
    private readonly Dictionary<PlaybookMetric, Metric> _metrics = [];
    private readonly HashSet<PlaybookMetric> _created = [];

    private TrafficSender(MetricsClient client, TextWriter log) => (_client, _log) = (client, log);

    /// <summary>Looks the metrics up, and creates those that are missing.</summary>
    public static async Task<TrafficSender> CreateAsync(MetricsClient client, string prefix, TextWriter log, CancellationToken stop)
    {
        var sender = new TrafficSender(client, log);
        foreach (var metric in PlaybookMetric.All)
        {
            var wanted = new MetricDefinition(
                prefix + metric.Name, Enum.Parse<DataType>(metric.DataType), Enum.Parse<Interval>(metric.Interval),
                KeyedValues: metric.Keys.Count > 0, metric.Description);

            if (await client.FindAsync(wanted.Name, stop) is null)
            {
                sender._created.Add(metric);
            }

            sender._metrics[metric] = await client.GetOrCreateAsync(wanted, stop);
        }

        return sender;
    }

    /// <summary>Posts history; metrics that were there already have theirs and get none.</summary>
    /// <remarks>All metrics at once, but each in the order of its points: a First or a Last goes by arrival.</remarks>
    public async Task BackfillAsync(IEnumerable<PlaybookPoint> history, CancellationToken stop)
    {
        var lanes = history.Where(point => _created.Contains(point.Metric)).GroupBy(point => point.Metric);
        int[] sent;
        try
        {
            sent = await Task.WhenAll(lanes.Select(lane => SendLaneAsync(lane, stop)));
        }
        catch (MetricsException e)
        {
            var reason = e.Errors.Count > 0 ? e.Errors[0].Message : e.Message;
            throw new SampleException($"The history is not complete: {reason}{Environment.NewLine}{NoMoreHistory}", e);
        }

        if (stop.IsCancellationRequested)
        {
            throw new SampleException($"Interrupted after {sent.Sum()} points of history. {NoMoreHistory}");
        }

        await _log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{_created.Count} of {_metrics.Count} metrics created, with {sent.Sum():N0} points of history."));
    }

    /// <summary>Posts points one by one at an even pace, until asked to stop.</summary>
    /// <param name="point">The point of an index and a time.</param>
    /// <param name="rate">Points per second; a server or a network that is slower than that sets the pace itself.</param>
    /// <param name="progress">Told of each acknowledged point.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it.</param>
    public async Task SendLiveAsync(
        Func<long, DateTimeOffset, PlaybookPoint> point, double rate, Progress progress, TimeProvider time, CancellationToken stop)
    {
        var pace = new Pace(rate, time);
        for (long index = 0; await pace.WaitAsync(stop); index++)
        {
            var next = point(index, time.GetUtcNow());
            await _client.AddAsync(_metrics[next.Metric], Wire(next), CancellationToken.None);
            progress.Add(1);
        }
    }

    private async Task<int> SendLaneAsync(IEnumerable<PlaybookPoint> lane, CancellationToken stop)
    {
        var sent = 0;
        foreach (var batch in lane.Chunk(BatchSize).TakeWhile(_ => !stop.IsCancellationRequested))
        {
            // A request that is given up has an unknown outcome, so one that is under way is waited for.
            await _client.AddAsync(_metrics[batch[0].Metric], batch.Select(Wire), CancellationToken.None);
            sent += batch.Length;
        }

        return sent;
    }

    private static Point Wire(PlaybookPoint point) => new(point.Value, point.Key, point.Date, point.Weight);
}
