namespace Metrics.Gateway.Reading;

/// <summary>The part of a series that is answered, with its beginning read already: what fails up to there still gets a proper answer.</summary>
/// <param name="ResultCount">How many data points the series has; null where the part is not its first.</param>
/// <param name="Points">The part.</param>
internal sealed record DataPage(long? ResultCount, IAsyncEnumerable<DataPoint> Points)
{
    /// <summary>How many data points are read before the answer begins.</summary>
    private const int HeadSize = 5_000;

    /// <summary>Begins to read.</summary>
    public static async Task<DataPage> OpenAsync(IDataSeries series, int skip, int limit, CancellationToken cancellationToken)
    {
        // One more than is answered tells whether there is more; then only the database knows how many there are in all.
        var wanted = limit == int.MaxValue ? limit : limit + 1;
        var points = series.ReadAsync(skip, wanted, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var head = new List<DataPoint>();
        while (head.Count < Math.Min(wanted, HeadSize) && await points.MoveNextAsync())
        {
            head.Add(points.Current);
        }

        var isAll = head.Count < Math.Min(wanted, HeadSize);
        long? count = skip > 0 ? null : isAll ? head.Count : await series.CountAsync();
        return new DataPage(count, ContinueAsync(head, points).Take(limit));
    }

    private static async IAsyncEnumerable<DataPoint> ContinueAsync(IReadOnlyList<DataPoint> head, IAsyncEnumerator<DataPoint> points)
    {
        await using (points)
        {
            foreach (var point in head)
            {
                yield return point;
            }

            while (await points.MoveNextAsync())
            {
                yield return points.Current;
            }
        }
    }
}
