using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Silo.Storage;

/// <summary>
/// Forgets what has had its time, at the start and once an hour: receipts that are more than a day old, and keys without values. Every
/// silo does so: two at once do no harm, and none has to be chosen.
/// </summary>
internal sealed partial class Cleanup(IBucketDatabase database, TimeProvider time, ILogger<Cleanup> logger)
    : PeriodicService(TimeSpan.FromHours(1), time, logger)
{
    /// <summary>
    /// The day for which a request is promised to be known by its key, and an hour more: a repetition that comes just before the day is over
    /// finds its request and then, after up to a quarter of a minute and by the clock of another silo, its receipts.
    /// </summary>
    private static readonly Duration Lifetime = IdempotentRequest.Lifetime + Duration.FromHours(1);

    /// <summary>
    /// How long a key must have been without values. Silos remember for <see cref="KeyCache.Lifetime"/> that they may add points to
    /// it, and these may take some more seconds.
    /// </summary>
    private static readonly Duration UnusedTime = 2 * Duration.FromTimeSpan(KeyCache.Lifetime);

    private readonly ClockCheck _clock = new(time, logger);

    /// <summary>Forgets what is due now, unless the clock was set forward since the last time.</summary>
    public override async Task RunOnceAsync()
    {
        if (!_clock.MayRun())
        {
            return;
        }

        var now = Time.GetCurrentInstant();
        var (requests, keys) = (await database.ForgetReceiptsAsync(now - Lifetime), await database.SweepKeysAsync(now - UnusedTime));
        if (requests > 0 || keys > 0)
        {
            Log.Forgotten(Logger, requests, keys);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(121, LogLevel.Information, "Forgot {Requests} requests and receipts that were more than a day old, and {Keys} keys without values.")]
        public static partial void Forgotten(ILogger logger, long requests, long keys);
    }
}
