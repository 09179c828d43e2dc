namespace Metrics.Gateway.Reading;

/// <summary>Data points in the order in which they are answered.</summary>
internal interface IDataSeries
{
    /// <summary>How many there are.</summary>
    Task<long> CountAsync();

    /// <summary>The names that its data points have within a bucket, in their order, of which as many as wanted. Keys that were asked for by name are there even where they have no data.</summary>
    Task<IReadOnlyList<string>> FindKeysAsync(int limit);

    /// <summary>Reads them, a few thousand at a time.</summary>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="limit">How many to read at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<DataPoint> ReadAsync(int skip, int limit, CancellationToken cancellationToken);
}
