using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Storage;

/// <summary>
/// Looks once a minute how many keys the metric has that has most of them, so that whoever watches learns of it before points are
/// refused. Each silo looks for itself: the answer is a row for each metric away.
/// </summary>
internal sealed partial class KeyCensus : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly IBucketDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyCensus> _logger;
    private long _largest;

    public KeyCensus(IBucketDatabase database, StorageMetrics metrics, IOptions<StorageLimitOptions> limits, TimeProvider time, ILogger<KeyCensus> logger)
    {
        (_database, _time, _logger) = (database, time, logger);
        metrics.ObserveKeys(() => Interlocked.Read(ref _largest), limits.Value.KeysPerMetric);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                Interlocked.Exchange(ref _largest, await _database.CountMostKeysAsync());
            }
#pragma warning disable CA1031 // Whatever it was: the number stays as it was, and the next minute tries again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.Failed(_logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(123, LogLevel.Warning, "The keys of metrics could not be counted, another try comes in a minute: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
