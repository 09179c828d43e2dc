namespace Metrics.Samples.Playbooks;

/// <summary>Draws single observations; how many there are of each is the business of the history and the live traffic.</summary>
internal static class Observations
{
    /// <summary>How often each playbook runs, of 100 runs.</summary>
    public static ReadOnlySpan<int> PlaybookShares => [34, 28, 16, 12, 8, 2];

    /// <summary>How long each playbook's slowest run of an hour takes at most, in seconds.</summary>
    private static ReadOnlySpan<int> SlowestSeconds => [45, 20, 15, 5, 240, 90];

    private static ReadOnlySpan<int> VerdictShares => [45, 30, 15, 10];

    /// <summary>The level of each feed; "Premium Feed" is dear for a reason.</summary>
    private static ReadOnlySpan<int> FeedConfidence => [42, 61, 83, 74];

    public static PlaybookPoint Runs(int playbook, int count, DateTimeOffset at) =>
        Keyed(PlaybookMetric.Runs, playbook, count, at);

    public static PlaybookPoint Report(SplitMix64 draw, DateTimeOffset at) =>
        Keyed(PlaybookMetric.Reports, draw.Pick(VerdictShares), value: null, at);

    public static PlaybookPoint MinutesSaved(decimal minutes, DateTimeOffset at) =>
        new(PlaybookMetric.MinutesSaved, Key: null, minutes, at);

    /// <summary>An import of 5 to 400 indicators, whose mean confidence lies around the feed's own.</summary>
    public static PlaybookPoint Import(SplitMix64 draw, int feed, DateTimeOffset at)
    {
        var confidence = FeedConfidence[feed] + draw.Between(-90, 90) / 10m;
        return Keyed(PlaybookMetric.Confidence, feed, confidence, at) with { Weight = draw.Between(5, 400) };
    }

    /// <summary>
    /// A run's duration up to a ceiling that the playbook has in that hour, so that the maximum does not creep up
    /// with the number of runs observed.
    /// </summary>
    /// <param name="seed">The seed of the traffic: the ceiling depends on the hour alone.</param>
    /// <param name="share">The duration in parts of the ceiling, 0 to 1.</param>
    /// <param name="playbook">Which playbook.</param>
    /// <param name="at">When.</param>
    public static PlaybookPoint Duration(ulong seed, double share, int playbook, DateTimeOffset at)
    {
        var ceiling = SlowestSeconds[playbook]
            * SplitMix64.For(seed, at.ToUnixTimeSeconds() / 3600, playbook).Between(50, 100) * (0.5 + DailyRhythm.At(at));
        return Keyed(PlaybookMetric.SlowestRun, playbook, (int)(ceiling * share) / 100m, at);
    }

    /// <summary>The queue is long when the team is busy.</summary>
    public static PlaybookPoint Queue(SplitMix64 draw, DateTimeOffset at) =>
        new(PlaybookMetric.QueueDepth, Key: null, (int)(DailyRhythm.At(at) * draw.Between(20, 60)), at);

    private static PlaybookPoint Keyed(PlaybookMetric metric, int key, decimal? value, DateTimeOffset at) =>
        new(metric, metric.Keys[key], value, at);
}
