namespace Metrics.Gateway.Reading;

/// <summary>A page of the keys of a metric, each with the data point of its latest bucket.</summary>
/// <param name="Count">How many keys match in all.</param>
/// <param name="Points">The page.</param>
internal sealed record KeyList(int Count, IReadOnlyList<DataPoint> Points)
{
    /// <summary>Reads all keys, and keeps no more of them than the page needs.</summary>
    /// <param name="keys">The keys of the metric, by name.</param>
    /// <param name="search">A part of the names to find, in any case.</param>
    /// <param name="isByValue">Whether those with the largest values come first; else they stay by name.</param>
    /// <param name="start">How many to leave out at the beginning.</param>
    /// <param name="limit">How many to keep.</param>
    public static async Task<KeyList> ReadAsync(IAsyncEnumerable<DataPoint> keys, string search, bool isByValue, int start, int limit)
    {
        var count = 0;
        var end = (long)start + limit;

        // The smallest first, so that it can make room for a larger one. Of equal values the name that came first stays.
        var largest = new PriorityQueue<DataPoint, (decimal, int)>();
        var page = new List<DataPoint>();
        await foreach (var point in keys)
        {
            if (!point.Key.Contains(search, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (isByValue)
            {
                largest.Enqueue(point, (point.Value!.Value, -count));
                if (largest.Count > end)
                {
                    largest.Dequeue();
                }
            }
            else if (count >= start && count < end)
            {
                page.Add(point);
            }

            count++;
        }

        while (largest.Count > 0)
        {
            page.Add(largest.Dequeue());
        }

        return new KeyList(count, isByValue ? [.. page.AsEnumerable().Reverse().Skip(start)] : page);
    }
}
