using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>What a silo needs to keep its data in a PostgreSQL database, and to find the other silos there.</summary>
internal static class PostgresExtensions
{
    private const string Invariant = "Npgsql";

    /// <summary>Adds the connections and what reads and writes over them.</summary>
    public static void AddPostgres(this IServiceCollection services, StorageOptions storage)
    {
        services.AddSingleton(_ => new PostgresPools(storage.ConnectionString));
        services.AddSingleton<PostgresRetry>();
        services.AddSingleton<ISchema, PostgresSchema>();
        services.AddSingleton<IBucketDatabase, PostgresBuckets>();

        // With a retry of its own: reads that wait for each other do not mean that the database is away.
        services.AddSingleton<IBucketQueries>(provider => new PostgresQueries(
            provider.GetRequiredService<PostgresPools>().Reads, ActivatorUtilities.CreateInstance<PostgresRetry>(provider)));
    }

    /// <summary>Keeps the members of the cluster and the state of the control plane in the database.</summary>
    public static void UsePostgres(this ISiloBuilder silo, string providerName)
    {
        silo.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringSiloOptions> clustering) =>
            clustering.Configure<PostgresPools>((options, pools) =>
            {
                options.Invariant = Invariant;
                options.DataSource = pools.Control;
            }));
        silo.AddAdoNetGrainStorage(providerName, (OptionsBuilder<AdoNetGrainStorageOptions> persistence) =>
            persistence.Configure<PostgresPools>((options, pools) =>
            {
                options.Invariant = Invariant;
                options.DataSource = pools.Control;
                options.GrainStorageSerializer = new JsonStateSerializer();
            }));
    }
}
