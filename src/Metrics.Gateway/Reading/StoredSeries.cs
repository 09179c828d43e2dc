using Metrics.Silo.Storage;

namespace Metrics.Gateway.Reading;

/// <summary>The data points of a selection, as the database gives them.</summary>
internal sealed class StoredSeries(BucketReader reader, BucketSelection selection) : IDataSeries
{
    /// <inheritdoc/>
    public Task<long> CountAsync() => reader.CountAsync(selection);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FindKeysAsync(int limit) => selection switch
    {
        { IsSummed: true } => [""],
        { Keys: { } named } => [.. named.Order(Comparer<string>.Create(Text.CompareCodePoints)).Take(limit)],
        _ => await reader.FindKeysAsync(selection, limit),
    };

    /// <inheritdoc/>
    public IAsyncEnumerable<DataPoint> ReadAsync(int skip, int limit, CancellationToken cancellationToken) =>
        reader.ReadAsync(selection, skip, limit, cancellationToken);
}
