namespace Metrics.Silo.Storage;

/// <summary>The table of running aggregates in one kind of database. Calls may overlap.</summary>
internal interface IBucketDatabase
{
    /// <summary>Reads rows by primary key, all in one round trip.</summary>
    /// <returns>For each key, in its order, the row, or null where there is none.</returns>
    Task<IReadOnlyList<BucketRow?>> ReadAsync(IReadOnlyList<BucketKey> keys);

    /// <summary>Writes rows in one transaction. A row that is refused leaves the others unharmed.</summary>
    /// <returns>For each row, in its order, what became of it. When this returns, what was written is on disk.</returns>
    Task<IReadOnlyList<WriteOutcome>> CommitAsync(IReadOnlyList<BucketRow> rows);

    /// <summary>Marks a metric as deleted, from when on no row of it can be written, and then removes its rows.</summary>
    Task PurgeAsync(long metricId);
}
