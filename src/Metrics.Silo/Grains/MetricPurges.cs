using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <summary>
/// The removals of deleted metrics' data that a catalog has begun. Nobody waits for them: the data may be much, and points need the catalog. Not
/// thread-safe: it lives in the turns of its grain.
/// </summary>
internal sealed partial class MetricPurges(ILogger logger)
{
    private readonly HashSet<long> _underWay = [];

    /// <summary>Begins to remove the data of a metric, unless that is under way. What fails is logged, and can be begun again.</summary>
    /// <param name="id">The metric.</param>
    /// <param name="purge">Removes the data.</param>
    public void Begin(long id, Func<Task> purge)
    {
        if (_underWay.Add(id))
        {
            _ = RunAsync();
        }

        async Task RunAsync()
        {
            try
            {
                await purge();
            }
            catch (Exception exception)
            {
                // Whatever it was: the next time tries again.
                Log.NotPurged(logger, id, exception.Message, exception.UnlessExpected());
            }
            finally
            {
                _underWay.Remove(id);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(112, LogLevel.Warning, "Data of the deleted metric {Metric} is left, another try comes in ten seconds: {Reason}")]
        public static partial void NotPurged(ILogger logger, long metric, string reason, Exception? exception);
    }
}
