namespace Metrics.Gateway.Reading;

/// <summary>Data points in the order in which they are answered.</summary>
internal interface IDataSeries
{
    /// <summary>How many there are.</summary>
    Task<long> CountAsync();

    /// <summary>The keys of its data points, in the order that they have within a bucket. Keys that were asked for by name are there even where they have no data.</summary>
    /// <param name="limit">How many are wanted at most, as far as they must be looked for.</param>
    Task<IReadOnlyList<string>> FindKeysAsync(int limit);

    /// <summary>Reads them, a few thousand at a time.</summary>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="limit">How many to read at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<DataPoint> ReadAsync(int skip, int limit, CancellationToken cancellationToken);
}
