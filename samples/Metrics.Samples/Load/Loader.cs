using Metrics.Client;

namespace Metrics.Samples.Load;

/// <summary>Sends the points of a plan in batches.</summary>
/// <param name="client">The API.</param>
/// <param name="metrics">The run's metrics, in the order that the points number them.</param>
/// <param name="batchSize">How many points go in one request.</param>
/// <param name="shown">Which running values to ask for.</param>
/// <param name="progress">Told of each acknowledged point.</param>
internal sealed class Loader(
    MetricsClient client, IReadOnlyList<Metric> metrics, int batchSize, ShownValues shown, Progress progress)
{
    /// <summary>Loads until all is sent, one point fails, or <paramref name="stop"/> is asked for.</summary>
    public async Task RunAsync(LoadPlan plan, int connections, CancellationToken stop)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(plan.Split(connections).Select(lane => SendAsync(lane, stopped)));
    }

    /// <summary>
    /// Stops between requests only: one in flight is waited for, as a request that is given up has an unknown outcome.
    /// </summary>
    private async Task SendAsync(IReadOnlyList<LoadPoint> lane, CancellationTokenSource stopped)
    {
        foreach (var batch in Batches(lane))
        {
            if (stopped.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await SendAsync(batch);
            }
            catch (MetricsException e)
            {
                await stopped.CancelAsync();
                var point = batch[e.Errors.Count > 0 ? e.Errors[0].Index : 0];
                var reason = e.Errors.Count > 0 ? e.Errors[0].Message : e.Message;
                throw new SampleException($"{point.Date}, {point.Key}, value {point.Value}: {reason}", e);
            }

            progress.Add(batch.Count);
        }
    }

    /// <summary>The points in their order. One whose running value is shown goes by itself, for that is what its answer tells.</summary>
    private IEnumerable<IReadOnlyList<LoadPoint>> Batches(IReadOnlyList<LoadPoint> lane)
    {
        var batch = new List<LoadPoint>();
        foreach (var point in lane)
        {
            if (batch.Count > 0 && (batch.Count == batchSize || shown.Wants(point) || shown.Wants(batch[0])))
            {
                yield return batch;
                batch = [];
            }

            batch.Add(point);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task SendAsync(IReadOnlyList<LoadPoint> batch)
    {
        if (batch is not [var single])
        {
            await client.AddAsync(batch.Select(point => ((MetricRef)metrics[point.Metric], PointOf(point))));
        }
        else if (shown.Wants(single))
        {
            shown.Keep(single, await client.AddAndReturnAsync(metrics[single.Metric], PointOf(single)));
        }
        else
        {
            await client.AddAsync(metrics[single.Metric], PointOf(single));
        }
    }

    private static Point PointOf(LoadPoint point) => new(point.Value, point.Key, PointDate.FromIso(point.Date));
}
