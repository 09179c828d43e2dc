using System.Runtime.CompilerServices;
using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>
/// Reads data points straight from the database and never by way of grains. Whatever was acknowledged before a read began is
/// in it. A long read is several statements, and holds a few thousand data points at a time; what is written meanwhile may be
/// in it or not.
/// </summary>
public sealed class BucketReader
{
    /// <summary>How many rows one statement reads.</summary>
    private const int Piece = 5_000;

    private readonly IBucketQueries _queries;

    internal BucketReader(IBucketQueries queries) => _queries = queries;

    /// <summary>Reads the data points of a selection, in its order.</summary>
    /// <param name="selection">What to read.</param>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="limit">How many to read at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    /// <exception cref="AggregateOverflowException">A value does not fit into a decimal.</exception>
    public async IAsyncEnumerable<DataPoint> ReadAsync(
        BucketSelection selection, int skip = 0, int limit = int.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DataPoint? last = null;
        for (var left = limit; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wanted = Math.Min(left, Piece);
            var piece = await DatabaseCall.RunAsync(() => _queries.ReadAsync(selection, last, skip, wanted));
            foreach (var point in piece)
            {
                yield return point;
            }

            (left, skip) = (piece.Count < wanted ? 0 : left - wanted, 0);
            last = left > 0 ? piece[^1] : last;
        }
    }

    /// <inheritdoc cref="IBucketQueries.CountAsync"/>
    public Task<long> CountAsync(BucketSelection selection) => DatabaseCall.RunAsync(() => _queries.CountAsync(selection));

    /// <inheritdoc cref="IBucketQueries.FindEndsAsync"/>
    public Task<(Instant First, Instant Last)?> FindEndsAsync(BucketSelection selection) =>
        DatabaseCall.RunAsync(() => _queries.FindEndsAsync(selection));

    /// <inheritdoc cref="IBucketQueries.FindKeysAsync"/>
    public Task<IReadOnlyList<string>> FindKeysAsync(BucketSelection selection, int limit) =>
        DatabaseCall.RunAsync(() => _queries.FindKeysAsync(selection, limit));

    /// <inheritdoc cref="IBucketQueries.FindLargestKeysAsync"/>
    public Task<IReadOnlyList<string>> FindLargestKeysAsync(BucketSelection selection, int limit) =>
        DatabaseCall.RunAsync(() => _queries.FindLargestKeysAsync(selection, limit));

    /// <summary>The data point of the latest bucket of each key, in the order of their code points. A metric without keys has one, under the empty key.</summary>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async IAsyncEnumerable<DataPoint> ReadLatestAsync(
        long metricId, AggregationType type, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? last = null;
        int count;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = await DatabaseCall.RunAsync(() => _queries.ReadLatestAsync(metricId, type, last, Piece));
            foreach (var point in piece)
            {
                yield return point;
                last = point.Key;
            }

            count = piece.Count;
        }
        while (count == Piece);
    }
}
