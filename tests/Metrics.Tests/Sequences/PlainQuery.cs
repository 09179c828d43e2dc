namespace Metrics.Tests.Sequences;

/// <summary>One element of an answer about values.</summary>
internal sealed record PlainElement(DateTime Date, string Key, decimal? Value, long Count)
{
    /// <summary>Whether it stands for the keys that are not among the largest.</summary>
    public bool IsRest { get; init; }
}

/// <summary>What a request for values asks for, and the rules of the API by which it is answered, said once more.</summary>
internal sealed record PlainQuery
{
    public DateTime? Start { get; init; }

    public DateTime? End { get; init; }

    /// <summary>The keys that are named; none for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public bool IsDescending { get; init; }

    public bool SumKeys { get; init; }

    public int? TopKeys { get; init; }

    public bool Fill { get; init; }

    /// <summary>The buckets and keys in the time that is asked for.</summary>
    public List<(DateTime Start, string Key)> Select(PlainMetric metric, PlainCalendar calendar, DateTime now)
    {
        var (first, end) = Bounds(metric, calendar, now);
        return [.. metric.Buckets.Keys.Where(bucket => !(bucket.Start < first) && !(bucket.Start >= end) && (Names.Count == 0 || Names.Contains(bucket.Key)))];
    }

    /// <summary>Whether filling would take more buckets than this.</summary>
    public bool IsLonger(int buckets, PlainMetric metric, PlainCalendar calendar, DateTime now) => DatesToFill(metric, calendar, now).Skip(buckets).Any();

    /// <summary>All elements of the answer.</summary>
    public List<PlainElement> Read(PlainMetric metric, PlainCalendar calendar, DateTime now)
    {
        var rows = Select(metric, calendar, now)
            .Select(bucket => new PlainElement(bucket.Start, bucket.Key, metric.ValueOf(metric.Buckets[bucket]), metric.Buckets[bucket].Count)).ToList();
        var keys = metric.IsKeyed ? (Names.Count > 0 ? Names : rows.Select(row => row.Key)).Distinct().ToList() : [""];
        var dates = Fill ? DatesToFill(metric, calendar, now).ToList() : [];

        if (TopKeys is { } count && metric.IsKeyed)
        {
            keys = [.. rows.Where(row => SumKeys || row.Key != "other").GroupBy(row => row.Key)
                .OrderByDescending(key => key.Sum(row => row.Value)).ThenBy(key => key.Key, PlainText.ByCodePoints)
                .Take(count).Select(key => key.Key)];
            var rest = rows.Where(row => !keys.Contains(row.Key));
            rows = [.. rows.Where(row => keys.Contains(row.Key)), .. SumKeys ? [] : AddUp(rest, "other", isRest: true)];
        }

        if (SumKeys && metric.IsKeyed)
        {
            (keys, rows) = ([""], [.. AddUp(rows, "", isRest: false)]);
        }

        var hasRest = rows.Exists(row => row.IsRest);
        foreach (var date in dates)
        {
            var missing = keys.Where(key => !rows.Exists(row => row.Date == date && row.Key == key && !row.IsRest)).ToList();
            rows.AddRange(missing.Select(key => new PlainElement(date, key, metric.EmptyValue, 0)));
            if (hasRest && !rows.Exists(row => row.Date == date && row.IsRest))
            {
                rows.Add(new PlainElement(date, "other", metric.EmptyValue, 0) { IsRest = true });
            }
        }

        rows = [.. rows.OrderBy(row => row.Date).ThenBy(row => row.IsRest).ThenBy(row => row.Key, PlainText.ByCodePoints)];
        return IsDescending ? [.. rows.AsEnumerable().Reverse()] : rows;
    }

    private static IEnumerable<PlainElement> AddUp(IEnumerable<PlainElement> rows, string key, bool isRest) => rows
        .GroupBy(row => row.Date)
        .Select(date => new PlainElement(date.Key, key, date.Sum(row => row.Value), date.Sum(row => row.Count)) { IsRest = isRest });

    /// <summary>The first bucket in the range, and where it ends.</summary>
    private (DateTime? First, DateTime? End) Bounds(PlainMetric metric, PlainCalendar calendar, DateTime now)
    {
        if (Start is null && End is null)
        {
            var current = calendar.StartOf(now, metric.Interval);
            return (current, calendar.StartAfter(current, metric.Interval));
        }

        return (Start is { } start ? calendar.StartOf(start, metric.Interval) : null, End);
    }

    /// <summary>From the start of the range, or else the first value, to its end, though not beyond the present and the last value.</summary>
    private IEnumerable<DateTime> DatesToFill(PlainMetric metric, PlainCalendar calendar, DateTime now)
    {
        var found = Select(metric, calendar, now).ConvertAll(bucket => bucket.Start);
        var (start, end) = Bounds(metric, calendar, now);
        var present = calendar.StartOf(end is { } e && e <= now ? e.AddTicks(-1) : now, metric.Interval);
        var last = found.Append(present).Max();
        for (var date = start ?? found.DefaultIfEmpty(DateTime.MaxValue).Min(); date <= last; date = calendar.StartAfter(date, metric.Interval))
        {
            yield return date;
        }
    }
}
