namespace Metrics.Silo.Storage;

/// <summary>Asks whether the database answers, on the way that the data takes.</summary>
public sealed class StorageProbe
{
    private readonly IBucketDatabase _database;

    internal StorageProbe(IBucketDatabase database) => _database = database;

    /// <summary>Completes when the database has answered; fails where it does not.</summary>
    public Task CheckAsync() => _database.ReadAsync([]);
}
