namespace Metrics.Samples.Load;

/// <summary>A cell of the file, on its way to become a point.</summary>
/// <param name="Metric">Which of the metrics of this run.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value of the cell.</param>
/// <param name="Date">The date as the file has it; without a zone the server takes the organization's.</param>
/// <param name="Day">The day of <paramref name="Date"/>, as written.</param>
internal readonly record struct LoadPoint(int Metric, string Key, decimal Value, string Date, DateOnly Day);

/// <summary>All points of a load, in the order of the file.</summary>
/// <param name="Points">The points.</param>
/// <param name="Skipped">How many empty cells made no point.</param>
internal sealed record LoadPlan(IReadOnlyList<LoadPoint> Points, long Skipped)
{
    /// <summary>The last day of the load.</summary>
    public DateOnly LastDay { get; } = Points.Count == 0 ? DateOnly.MinValue : Points.Max(point => point.Day);

    /// <summary>
    /// Deals the points to connections. A series, which is one key of one metric, stays on one connection, so its points
    /// arrive in the order of the file: First, Last and the running values depend on that order.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<LoadPoint>> Split(int connections)
    {
        var lanes = Enumerable.Range(0, connections).Select(_ => new List<LoadPoint>()).ToArray();
        var laneOf = new Dictionary<(int, string), List<LoadPoint>>();
        foreach (var point in Points)
        {
            var series = (point.Metric, point.Key);
            if (!laneOf.TryGetValue(series, out var lane))
            {
                lane = lanes[laneOf.Count % connections];
                laneOf.Add(series, lane);
            }

            lane.Add(point);
        }

        return lanes;
    }
}
