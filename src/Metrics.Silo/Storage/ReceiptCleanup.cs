using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>
/// Forgets receipts that are more than a day old, once an hour. Every silo does so: two at once do no harm, and none has to
/// be chosen.
/// </summary>
internal sealed partial class ReceiptCleanup(IBucketDatabase database, TimeProvider time, ILogger<ReceiptCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly Duration Lifetime = Duration.FromHours(24);

    /// <summary>Forgets what is due now.</summary>
    public async Task RunOnceAsync()
    {
        var forgotten = await database.ForgetReceiptsAsync(Instant.FromDateTimeOffset(time.GetUtcNow()) - Lifetime);
        if (forgotten > 0)
        {
            Log.Forgotten(logger, forgotten);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync();
            }
#pragma warning disable CA1031 // Whatever it was: the next hour tries again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.Failed(logger, exception.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(121, LogLevel.Information, "Forgot {Count} receipts that were more than a day old.")]
        public static partial void Forgotten(ILogger logger, long count);

        [LoggerMessage(122, LogLevel.Warning, "Old receipts could not be forgotten, another try comes in an hour: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
