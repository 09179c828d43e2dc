using Metrics.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Between the wish to stop and the stop: the process is no longer ready, so that balancers turn away from it, and answers
/// close their connections, so that no client sends its next request into one that is about to end. Where one process
/// serves alone there is nobody to turn to, and it stops at once.
/// </summary>
internal sealed class Drain(IOptions<StorageOptions> storage, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        storage.Value.Provider == StorageProvider.Sqlite ? Task.CompletedTask : Task.Delay(Duration, time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainExtensions
{
    /// <summary>Closes the connection after each answer, once the process is asked to stop.</summary>
    public static void UseDrain(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((context, next) =>
        {
            if (stopping.IsCancellationRequested)
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
