using System.ComponentModel.DataAnnotations;

namespace Metrics.Silo.Storage;

/// <summary>Which database keeps the data, and how it is written to.</summary>
public sealed class StorageOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Storage";

    /// <summary>The kind of database. Default: <see cref="StorageProvider.Sqlite"/>.</summary>
    [EnumDataType(typeof(StorageProvider))]
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>
    /// Whether the schema is brought up to date at start. Default: true. Where false, <c>Metrics.Gateway migrate</c> does it.
    /// </summary>
    public bool MigrateOnStart { get; set; } = true;

    /// <summary>
    /// The connection string <c>ConnectionStrings:Metrics</c>, which is not of this section. Default: the file <c>data/metrics.db</c>.
    /// </summary>
    public string ConnectionString { get; internal set; } = "Data Source=data/metrics.db";

    /// <summary>
    /// How many aggregates one transaction writes at most, 1 to 100,000; as many aggregates, receipts, keys and requests are looked up together
    /// at most. Default: 5,000.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxBatchSize { get; set; } = 5_000;

    /// <summary>
    /// For how long a statement is sent again to PostgreSQL where it failed in passing (the connection was lost, the server starts
    /// or stops, another transaction was in the way), 0 to 60 seconds. Beyond it those who wait get 503. Default: 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The databases the service can keep its data in.</summary>
public enum StorageProvider
{
    /// <summary>A file, for one process.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, for any number of processes.</summary>
    Postgres,
}
