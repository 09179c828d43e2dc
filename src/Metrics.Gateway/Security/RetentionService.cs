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
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var organizations = users.Organizations.Where(organization => organization.Retention.Count > 0).ToList();
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            foreach (var organization in organizations)
            {
                await TryPurgeAsync(organization);
            }
        }
        while (organizations.Count > 0 && await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryPurgeAsync(Organization organization)
    {
        try
        {
            // What is deleted is gone for all, so a clock that is ahead must not decide alone.
            var now = Instant.Min(time.GetCurrentInstant(), await storage.GetTimeAsync());
            await grains.GetGrain<IRetentionGrain>(IRetentionGrain.KeyOf(organization.Name)).Purge(
                organization.Retention.ToDictionary(entry => entry.Key, entry => entry.Value.FirstKept(entry.Key, organization.Calendar, now)));
        }
        catch (Exception exception)
        {
            // Whatever it was: the next period tries again.
            // What a silo or a database that is away brings about is told in a line.
            Log.Failed(logger, organization.Name, exception.Message, exception is OrleansException or TimeoutException ? null : exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(211, LogLevel.Warning, "Old values of {Organization} could not be deleted, another try comes in ten minutes: {Reason}")]
        public static partial void Failed(ILogger logger, string organization, string reason, Exception? exception);
    }
}
