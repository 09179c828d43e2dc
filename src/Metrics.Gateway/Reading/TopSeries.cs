using System.Runtime.CompilerServices;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.Reading;

/// <summary>
/// The largest keys each for itself, and all others added up under the name <see cref="Other"/>, last in each bucket. A key that is
/// really called so is always among the others.
/// </summary>
/// <param name="reader">The database.</param>
/// <param name="top">The data points of the largest keys.</param>
/// <param name="rest">Those of all others, added up.</param>
internal sealed class TopSeries(BucketReader reader, BucketSelection top, BucketSelection rest) : IDataSeries
{
    /// <summary>The name of all keys that are not among the largest.</summary>
    public const string Other = "other";

    /// <inheritdoc/>
    public async Task<long> CountAsync() => await reader.CountAsync(top) + await reader.CountAsync(rest);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FindKeysAsync(int limit)
    {
        var keys = top.Keys!.Order(Comparer<string>.Create(Text.CompareCodePoints));
        return await reader.FindEndsAsync(rest) is null ? [.. keys] : [.. keys, Other];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<DataPoint> ReadAsync(int skip, int limit, CancellationToken cancellationToken) =>
        MergeAsync(cancellationToken).Skip(skip).Take(limit);

    /// <summary>Both come sorted by bucket.</summary>
    private async IAsyncEnumerable<DataPoint> MergeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var others = reader.ReadAsync(rest, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasOther = await others.MoveNextAsync();
        await foreach (var point in reader.ReadAsync(top, cancellationToken: cancellationToken))
        {
            for (; hasOther && ComesBefore(others.Current, point); hasOther = await others.MoveNextAsync())
            {
                yield return others.Current with { Key = Other };
            }

            yield return point;
        }

        for (; hasOther; hasOther = await others.MoveNextAsync())
        {
            yield return others.Current with { Key = Other };
        }
    }

    /// <summary>Last in its bucket; first where all is the other way round.</summary>
    private bool ComesBefore(DataPoint other, DataPoint point) =>
        top.IsDescending ? other.BucketStart >= point.BucketStart : other.BucketStart < point.BucketStart;
}
