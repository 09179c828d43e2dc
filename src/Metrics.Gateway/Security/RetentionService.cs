using Metrics.Silo;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Gateway.Security;

/// <summary>
/// Has the old values deleted of each organization that does not keep them for ever. Every process asks the grain of the
/// organization to do so; the grain lives in one of them, and does it once an hour.
/// </summary>
internal sealed partial class RetentionService(
    ApiUserDirectory users, IGrainFactory grains, StorageProbe storage, TimeProvider time, ILogger<RetentionService> logger)
    : PeriodicService(TimeSpan.FromMinutes(10), time, logger)
{
    private readonly ClockCheck _clock = new(time, logger);

    /// <summary>
    /// Asks for each organization, one after the other, unless the clock was set forward since the last time. One that fails keeps none of the
    /// others waiting.
    /// </summary>
    public override async Task RunOnceAsync()
    {
        if (!_clock.MayRun())
        {
            return;
        }

        foreach (var organization in users.Organizations.Where(organization => organization.Retention.Count > 0))
        {
            await TryPurgeAsync(organization);
        }
    }

    private async Task TryPurgeAsync(Organization organization)
    {
        try
        {
            // What is deleted is gone for all, so a clock that is ahead must not decide alone.
            var now = Instant.Min(Time.GetCurrentInstant(), await storage.GetTimeAsync());
            await grains.GetGrain<IRetentionGrain>(IRetentionGrain.KeyOf(organization.Name)).Purge(
                organization.Retention.ToDictionary(entry => entry.Key, entry => entry.Value.FirstKept(entry.Key, organization.Calendar, now)));
        }
        catch (Exception exception)
        {
            // Whatever it was: the next run tries again.
            Log.Failed(Logger, organization.Name, exception.Message, UnlessExpected(exception));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(211, LogLevel.Warning, "Old values of {Organization} could not be deleted, another try comes in ten minutes: {Reason}")]
        public static partial void Failed(ILogger logger, string organization, string reason, Exception? exception);
    }
}
