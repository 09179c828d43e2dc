using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>What a silo needs to keep its data in a SQLite file.</summary>
internal static class SqliteExtensions
{
    /// <summary>Adds the file and what reads and writes it.</summary>
    public static void AddSqlite(this IServiceCollection services, StorageOptions storage)
    {
        services.AddSingleton(_ => new SqliteFile(storage.ConnectionString));
        services.AddSingleton<ISchema, SqliteSchema>();
        services.AddSingleton<IBucketDatabase, SqliteBuckets>();
        services.AddSingleton<IBucketQueries, SqliteQueries>();
    }

    /// <summary>Keeps the state of the control plane in the file.</summary>
    public static void UseSqlite(this ISiloBuilder silo, StorageOptions storage, string providerName)
    {
        var inner = $"{providerName} out of turn";
        silo.AddAdoNetGrainStorage(inner, options =>
        {
            // Orleans' name for SQLite, under which it loads Microsoft.Data.Sqlite.
            options.Invariant = "System.Data.SQLite";
            options.ConnectionString = storage.ConnectionString;
            options.GrainStorageSerializer = new JsonStateSerializer();
        });
        silo.Services.AddKeyedSingleton<IGrainStorage>(providerName, (provider, _) => new SqliteGrainStorage(
            provider.GetRequiredKeyedService<IGrainStorage>(inner), provider.GetRequiredService<SqliteFile>()));
    }
}
