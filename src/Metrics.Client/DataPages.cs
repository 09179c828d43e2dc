namespace Metrics.Client;

/// <summary>
/// Goes through the values of a query page by page. Each page begins at the date that the one before it came to: by number alone a long
/// range would take a time that grows with its square, since the service reads what it skips. Nor does the beginning of a range then move on
/// between two pages, where it counts back from the present.
/// </summary>
/// <param name="query">What is read.</param>
internal sealed class DataPages(DataQuery query)
{
    /// <summary>Which keys are the largest, and which have empty buckets put in, depends on the whole range.</summary>
    private readonly bool _isByNumber = query.TopKeys is not null || query.Fill;
    private readonly int _direction = query.Descending ? -1 : 1;
    private readonly DataQuery _query = query;
    private DataPoint? _last;

    /// <summary>What the next page is of.</summary>
    public DataQuery Rest { get; private set; } = query;

    /// <summary>How many values of the rest come before it.</summary>
    public int Skip { get; private set; }

    /// <summary>
    /// Takes a page, and gives what of it is new. The rest may begin with values that were read: another one may have come in before them, and
    /// where the calendar of the organization has changed, a bucket may be that of an earlier date too.
    /// </summary>
    public IEnumerable<DataPoint> Take(IReadOnlyList<DataPoint> page)
    {
        foreach (var point in page)
        {
            var byDate = _last is null ? 1 : _direction * point.Date.CompareTo(_last.Date);
            if (byDate > 0 && !_isByNumber)
            {
                (Rest, Skip) = (RestFrom(point.Date), 0);
            }

            Skip++;
            if (_isByNumber || byDate > 0 || (byDate == 0 && _direction * CompareKeys(point.Key ?? "", _last!.Key ?? "") > 0))
            {
                _last = point;
                yield return point;
            }
        }
    }

    /// <summary>What is left of the query from the bucket of this date on, which comes after that of the last value.</summary>
    private DataQuery RestFrom(DateTimeOffset date) => _query switch
    {
        { Start: null, End: null } => _query with { Start = date, End = date.AddSeconds(1) },
        { Descending: false } => _query with { Start = date },

        // The end of the bucket is not known, but that it does not reach into the one before.
        _ => _last is { } last ? _query with { End = last.Date } : _query,
    };

    /// <summary>In the order of code points, as the service sorts them; that of UTF-16 differs.</summary>
    private static int CompareKeys(string one, string other)
    {
        var (a, b) = (one.EnumerateRunes(), other.EnumerateRunes());
        while (true)
        {
            var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
            if (!hasA || !hasB || a.Current != b.Current)
            {
                return hasA && hasB ? a.Current.CompareTo(b.Current) : hasA.CompareTo(hasB);
            }
        }
    }
}
