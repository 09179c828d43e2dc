using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Metrics.Silo;

/// <summary>The one door into the silo.</summary>
public static class MetricsSiloExtensions
{
    /// <summary>Grain collection runs once a minute; a bucket that nobody writes to leaves memory after two.</summary>
    private static readonly TimeSpan BucketIdleTime = TimeSpan.FromMinutes(2);

    /// <summary>Adds the grains, their storage, and the silo that hosts them, as <see cref="StorageOptions"/> and <see cref="SiloEndpointOptions"/> say.</summary>
    public static IHostApplicationBuilder AddMetricsSilo(this IHostApplicationBuilder builder)
    {
        builder.Services.AddMetricsStorage();
        builder.Services.AddOptions<SiloEndpointOptions>()
            .BindConfiguration(SiloEndpointOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<CatalogCache>();

        var cluster = builder.Configuration.GetSection(SiloEndpointOptions.Section).Get<SiloEndpointOptions>() ?? new();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(cluster.SiloPort, gatewayPort: 0, serviceId: cluster.ServiceId, clusterId: cluster.ClusterId);
            silo.AddAdoNetGrainStorage(ControlPlane.ProviderName, options => options.Configure<IOptions<StorageOptions>, SqliteFile>(
                (storage, database, _) =>
                {
                    storage.Invariant = "System.Data.SQLite";
                    storage.ConnectionString = database.Value.ConnectionString;
                    storage.GrainStorageSerializer = new JsonStateSerializer();
                }));
            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromMinutes(1);
                options.ClassSpecificCollectionAge[typeof(BucketGrain).FullName!] = BucketIdleTime;
            });
        });
        return builder;
    }

    private static void AddMetricsStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section)
            .Configure<IConfiguration>((options, configuration) =>
                options.ConnectionString = configuration.GetConnectionString("Metrics") ?? options.ConnectionString)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SchemaMigrator>();
        services.AddSingleton(provider => new SqliteFile(provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString));
        services.AddSingleton<IBucketDatabase, SqliteBuckets>();
        services.AddSingleton(provider => new StorageProbe(provider.GetRequiredService<IBucketDatabase>()));
        services.AddKeyedSingleton<IGrainStorage, BucketStorage>(BucketStorage.ProviderName);
    }
}
