namespace Metrics.Silo.Storage.Postgres;

/// <summary>The advisory locks that are taken in a database of ours, by number. No two may have the same.</summary>
internal static class PostgresLocks
{
    /// <summary>
    /// Stands between writers and the deletion of metrics: any number of writers hold it together, whoever deletes holds it alone. See
    /// <see cref="PostgresDeletions"/>.
    /// </summary>
    public const string Deletion = "7235129001";

    /// <summary>Whoever brings the schema up to date holds it alone.</summary>
    public const string Schema = "7235129002";

    /// <summary>The first half of the lock on the keys of a metric. Locks of two halves are apart from those of one number.</summary>
    public const string Keys = "7235129";
}
