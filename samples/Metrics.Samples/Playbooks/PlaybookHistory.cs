namespace Metrics.Samples.Playbooks;

/// <summary>What the traffic was before it began; a few points for each half-hour, about a thousand a day.</summary>
/// <remarks>
/// Each half-hour is drawn from the seed and its own place in time: the same seed tells the same story about the same
/// Tuesday, whenever it is asked.
/// </remarks>
internal sealed class PlaybookHistory(ulong seed)
{
    private static readonly TimeSpan SlotLength = TimeSpan.FromMinutes(30);

    /// <summary>The points of the whole half-hours between the two, in order of time from slot to slot.</summary>
    public IEnumerable<PlaybookPoint> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var first = (from.UtcTicks + SlotLength.Ticks - 1) / SlotLength.Ticks;
        var end = to.UtcTicks / SlotLength.Ticks;
        for (var slot = first; slot < end; slot++)
        {
            var start = new DateTimeOffset(slot * SlotLength.Ticks, TimeSpan.Zero);
            foreach (var point in Slot(start, SplitMix64.For(seed, slot)))
            {
                yield return point;
            }
        }
    }

    private IEnumerable<PlaybookPoint> Slot(DateTimeOffset start, SplitMix64 draw)
    {
        DateTimeOffset Within() => start.AddSeconds(draw.Between(0, (int)SlotLength.TotalSeconds - 1));
        int Happened(double atPeakPerHour) =>
            (int)Math.Round(DailyRhythm.At(start) * atPeakPerHour * SlotLength.TotalHours * (0.8 + 0.4 * draw.Unit()));

        // One point stands for all runs of a playbook in the half-hour: a Sum does not care, and the load stays small.
        for (var playbook = 0; playbook < PlaybookMetric.Runs.Keys.Count; playbook++)
        {
            var runs = Happened(PlaybookVolume.RunsPerHour * Observations.PlaybookShares[playbook] / 100);
            if (runs > 0)
            {
                yield return Observations.Runs(playbook, runs, Within());
                yield return Observations.Duration(seed, 0.9 + 0.1 * draw.Unit(), playbook, Within());
            }
        }

        for (var left = Happened(PlaybookVolume.ReportsPerHour); left > 0; left--)
        {
            yield return Observations.Report(draw, Within());
        }

        var savings = Happened(PlaybookVolume.SavingsPerHour);
        var minutes = savings * (PlaybookVolume.LeastMinutes + PlaybookVolume.MostMinutes) / 2m;
        yield return Observations.MinutesSaved(minutes, Within());

        for (var feed = 0; feed < PlaybookMetric.Confidence.Keys.Count; feed++)
        {
            yield return Observations.Import(draw, feed, Within());
        }

        yield return Observations.Queue(draw, start + SlotLength - TimeSpan.FromMinutes(1));
    }
}
