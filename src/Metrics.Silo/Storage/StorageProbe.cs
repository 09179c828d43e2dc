using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>Asks whether the database answers, on the way that the data takes, and what time it is there.</summary>
public sealed class StorageProbe
{
    /// <summary>A database that takes longer is away to whoever watches the process.</summary>
    public static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(2);

    /// <summary>A row that is never there: ids of metrics begin at 1. SQLite asks its file nothing where no row is asked for.</summary>
    private static readonly BucketKey[] NoRow = [new(0, BucketSelection.Earliest, "")];

    private readonly IBucketDatabase _database;

    internal StorageProbe(IBucketDatabase database) => _database = database;

    /// <summary>Completes when the database has answered; fails where it does not.</summary>
    public Task CheckAsync() => _database.ReadAsync(NoRow);

    /// <summary>What time it is to the database, and so to all silos alike.</summary>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public Task<Instant> GetTimeAsync() => DatabaseCall.RunAsync(_database.GetTimeAsync);
}
