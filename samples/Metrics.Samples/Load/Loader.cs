using Metrics.Samples.Api;

namespace Metrics.Samples.Load;

/// <summary>Posts the points of a plan, one request each.</summary>
/// <param name="client">The API.</param>
/// <param name="metrics">The ids of the run's metrics, in the order that the points number them.</param>
/// <param name="shown">Which running values to ask for.</param>
/// <param name="progress">Told of each acknowledged point.</param>
internal sealed class Loader(MetricsClient client, IReadOnlyList<long> metrics, ShownValues shown, Progress progress)
{
    /// <summary>Loads until all is sent, one point fails, or <paramref name="stop"/> is asked for.</summary>
    public async Task RunAsync(LoadPlan plan, int connections, CancellationToken stop)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(plan.Split(connections).Select(lane => SendAsync(lane, stopped)));
    }

    /// <summary>
    /// Stops between points only: a request in flight is waited for, as a request that is given up has an unknown outcome.
    /// </summary>
    private async Task SendAsync(IReadOnlyList<LoadPoint> lane, CancellationTokenSource stopped)
    {
        foreach (var point in lane)
        {
            if (stopped.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await SendAsync(point);
            }
            catch (SampleException e)
            {
                await stopped.CancelAsync();
                throw new SampleException($"{point.Date}, {point.Key}, value {point.Value}: {e.Message}", e);
            }

            progress.Add(1);
        }
    }

    private async Task SendAsync(LoadPoint point)
    {
        var body = new Point { Key = point.Key, Value = point.Value, Date = point.Date };
        if (shown.Wants(point))
        {
            shown.Keep(point, await client.AddAndReturnAsync(metrics[point.Metric], body));
        }
        else
        {
            await client.AddAsync(metrics[point.Metric], body);
        }
    }
}
