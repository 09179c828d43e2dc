using Metrics.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>Brings the schema up to date before the silo starts, which reads its queries from the database.</summary>
internal sealed class SchemaStartup(SchemaMigrator migrator, IOptions<StorageOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.MigrateOnStart)
        {
            migrator.Migrate();
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
