using System.Runtime.CompilerServices;
using NodaTime;

namespace Metrics.Gateway.Reading;

/// <summary>A series in which each key has a data point in each bucket.</summary>
/// <param name="series">The data points that there are.</param>
/// <param name="buckets">The starts of the buckets, in the order of the series.</param>
/// <param name="keys">The keys, in the order of the series.</param>
/// <param name="emptyValue">The value of an empty bucket.</param>
/// <param name="isDescending">Whether the latest bucket comes first.</param>
internal sealed class FilledSeries(
    IDataSeries series, IReadOnlyList<Instant> buckets, IReadOnlyList<string> keys, decimal? emptyValue, bool isDescending) : IDataSeries
{
    /// <inheritdoc/>
    public Task<long> CountAsync() => Task.FromResult((long)buckets.Count * keys.Count);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindKeysAsync(int limit) => Task.FromResult(keys);

    /// <inheritdoc/>
    public IAsyncEnumerable<DataPoint> ReadAsync(int skip, int limit, CancellationToken cancellationToken) =>
        FillAsync(cancellationToken).Skip(skip).Take(limit);

    /// <summary>
    /// What is there and was not expected is answered too: a key that came meanwhile, or a bucket of another calendar that the
    /// organization once had.
    /// </summary>
    private async IAsyncEnumerable<DataPoint> FillAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var points = series.ReadAsync(0, int.MaxValue, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasPoint = await points.MoveNextAsync();
        foreach (var start in buckets)
        {
            for (; hasPoint && ComesBefore(points.Current.BucketStart, start); hasPoint = await points.MoveNextAsync())
            {
                yield return points.Current;
            }

            var found = new Dictionary<string, DataPoint>();
            for (; hasPoint && points.Current.BucketStart == start; hasPoint = await points.MoveNextAsync())
            {
                found[points.Current.Key] = points.Current;
            }

            foreach (var key in keys)
            {
                yield return found.Remove(key, out var point) ? point : new DataPoint(start, key, emptyValue, 0);
            }

            foreach (var point in found.Values)
            {
                yield return point;
            }
        }

        for (; hasPoint; hasPoint = await points.MoveNextAsync())
        {
            yield return points.Current;
        }
    }

    private bool ComesBefore(Instant one, Instant other) => isDescending ? one > other : one < other;
}
