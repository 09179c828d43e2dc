using Metrics.Silo.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo;

/// <summary>Does something at the start and then again and again, until the host stops. Where it fails, the next time tries again.</summary>
/// <param name="period">From one run to the next.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log of the service.</param>
public abstract partial class PeriodicService(TimeSpan period, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>The log of the service.</summary>
    protected ILogger Logger => logger;

    /// <summary>Does it once.</summary>
    public abstract Task RunOnceAsync();

    /// <inheritdoc cref="FailureExtensions.UnlessExpected"/>
    protected static Exception? UnlessExpected(Exception exception) => exception.UnlessExpected();

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        do
        {
            try
            {
                await RunOnceAsync().WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // A run may take minutes, and may end anywhere: whoever waited for it would be late to take leave of the cluster.
                return;
            }
            catch (Exception exception)
            {
                // Whatever it was: it must not stop the host.
                Log.Failed(logger, period, exception.Message, UnlessExpected(exception));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(122, LogLevel.Warning, "A run failed, another try comes in {Period}: {Reason}")]
        public static partial void Failed(ILogger logger, TimeSpan period, string reason, Exception? exception);
    }
}
