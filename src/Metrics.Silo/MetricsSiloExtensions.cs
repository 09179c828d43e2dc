using Metrics.Silo.Clustering;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Silo.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Metrics.Silo;

/// <summary>The one door into the silo.</summary>
public static class MetricsSiloExtensions
{
    /// <summary>Adds the grains, their storage, and the silo that hosts them, as <see cref="StorageOptions"/> and <see cref="SiloEndpointOptions"/> say.</summary>
    public static IHostApplicationBuilder AddMetricsSilo(this IHostApplicationBuilder builder)
    {
        var storage = builder.AddValidOptions<StorageOptions>(
            StorageOptions.Section, options => options.ConnectionString = builder.Configuration.FindConnectionString() ?? options.ConnectionString);
        builder.AddValidOptions<StorageLimitOptions>(StorageLimitOptions.Section);
        var cluster = builder.AddValidOptions<SiloEndpointOptions>(SiloEndpointOptions.Section);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetricsStorage(storage);
        builder.Services.AddSingleton<CatalogCache>();
        builder.Services.AddBuckets();
        builder.Services.AddHostedService<MemoryRelease>();
        builder.Services.AddHostedService<SiloPortCheck>();
        if (storage.Provider == StorageProvider.Postgres)
        {
            builder.Services.AddHostedService<SiloAddressCheck>();
        }

        builder.UseOrleans(silo =>
        {
            if (storage.Provider == StorageProvider.Postgres)
            {
                silo.UseCluster(cluster);
                silo.UsePostgres(ControlPlane.ProviderName);
            }
            else
            {
                silo.UseLocalhostClustering(cluster.SiloPort, gatewayPort: 0, serviceId: cluster.ServiceId, clusterId: cluster.ClusterId);
                silo.UseSqlite(storage, ControlPlane.ProviderName);

                // In one process every grain is local; a directory cache would cost 175 bytes per grain and never help.
                silo.Configure<GrainDirectoryOptions>(options => options.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.None);
            }

            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromMinutes(1);
                options.ClassSpecificCollectionAge[typeof(BucketGrain).FullName!] = LocalBucket.IdleTime;

                // A back-fill point by point touches more buckets in two minutes than a container has room for: then the oldest go earlier.
                options.EnableActivationSheddingOnMemoryPressure = MemoryLimit.IsSet;
                options.MemoryUsageLimitPercentage = 70;
                options.MemoryUsageTargetPercentage = 50;
                options.MemoryUsagePollingPeriod = TimeSpan.FromSeconds(1);
            });

            // What goes wrong in a database is told across silos too.
            silo.Services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add("Npgsql"));
        });

        // After the silo, so that it stops before the silo does: it calls grains.
        builder.Services.AddHostedService(provider => provider.GetRequiredService<CatalogCache>());
        return builder;
    }

    /// <summary>Adds the ways to buckets: what a silo knows of those in its memory and in others, for grains and for whoever adds to them.</summary>
    internal static void AddBuckets(this IServiceCollection services)
    {
        services.AddSingleton<LocalBuckets>();
        services.AddSingleton(provider => new TransientBuckets(
            provider.GetRequiredService<BucketStorage>(), provider.GetRequiredService<LocalBuckets>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new BucketOwners(
            provider.GetRequiredService<ISiloStatusOracle>(), provider.GetRequiredService<KeyCache>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new YoungBuckets(
            provider.GetRequiredService<BucketStorage>(),
            provider.GetRequiredService<LocalBuckets>(),
            provider.GetRequiredService<BucketOwners>(),
            provider.GetRequiredService<StorageMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<YoungBuckets>>()));
        services.AddHostedService(provider => provider.GetRequiredService<YoungBuckets>());
        services.AddSingleton(provider => new RemoteBuckets(provider));
    }

    /// <summary>An empty one is most likely a variable that nobody has set: the default would be another database than the one that is meant.</summary>
    private static string? FindConnectionString(this IConfiguration configuration) => configuration.GetConnectionString("Metrics") switch
    {
        { } text when string.IsNullOrWhiteSpace(text) => throw new StartupException(
            "ConnectionStrings:Metrics is empty. Name a database there, or leave it out for the file data/metrics.db."),
        var text => text,
    };

    private static void AddMetricsStorage(this IServiceCollection services, StorageOptions storage)
    {
        if (storage.Provider == StorageProvider.Postgres)
        {
            services.AddPostgres(storage);
        }
        else
        {
            services.AddSqlite(storage);
        }

        services.AddSingleton(provider => new SchemaMigrator(
            provider.GetRequiredService<ISchema>(), provider.GetRequiredService<ILogger<SchemaMigrator>>()));
        services.AddSingleton(provider => new StorageProbe(provider.GetRequiredService<IBucketDatabase>()));
        services.AddSingleton<KeyCache>();
        services.AddSingleton(provider => new KeyRegistry(
            provider.GetRequiredService<IBucketDatabase>(),
            provider.GetRequiredService<IOptions<StorageOptions>>(),
            provider.GetRequiredService<IOptions<StorageLimitOptions>>(),
            provider.GetRequiredService<KeyCache>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KeyRegistry>>()));
        services.AddSingleton(provider => new RequestRegistry(
            provider.GetRequiredService<IBucketDatabase>(),
            provider.GetRequiredService<IOptions<StorageOptions>>(),
            provider.GetRequiredService<IOptions<StorageLimitOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RequestRegistry>>()));
        services.AddSingleton(provider => new BucketArchive(
            provider.GetRequiredService<IBucketDatabase>(), provider.GetRequiredService<IBucketQueries>()));
        services.AddSingleton(provider => new BucketReader(provider.GetRequiredService<IBucketQueries>()));
        services.AddHostedService<Cleanup>();
        services.AddHostedService<KeyCensus>();
        services.AddHostedService<StorageWatch>();
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<BucketStorage>();
    }
}
