namespace Metrics.Samples.Playbooks;

/// <summary>The traffic of now, point by point.</summary>
/// <param name="seed">The same seed, the same points at the same times.</param>
/// <param name="pointsPerSecond">How often a point is asked for.</param>
internal sealed class PlaybookLive(ulong seed, double pointsPerSecond)
{
    /// <summary>
    /// What happens per second at the peak. Below that rate the live points cannot carry the whole volume, and the
    /// team looks less busy than it was.
    /// </summary>
    private const double PeakPerSecond =
        (PlaybookVolume.RunsPerHour + PlaybookVolume.ReportsPerHour + PlaybookVolume.SavingsPerHour) / 3600;

    private readonly double _perPoint = 1 / (3600 * Math.Max(pointsPerSecond, PeakPerSecond));

    /// <summary>One point.</summary>
    /// <param name="index">Its place in the sequence, from 0.</param>
    /// <param name="at">Its time.</param>
    public PlaybookPoint Point(long index, DateTimeOffset at)
    {
        // Nights are told by fewer runs, reports and savings; the points asked for beyond them measure something, which
        // no Average, Max or Last grows from.
        var draw = SplitMix64.For(seed, index, part: 1);
        var chance = draw.Unit() / (DailyRhythm.At(at) * _perPoint);
        if ((chance -= PlaybookVolume.RunsPerHour) < 0)
        {
            return Observations.Runs(draw.Pick(Observations.PlaybookShares), count: 1, at);
        }

        if ((chance -= PlaybookVolume.ReportsPerHour) < 0)
        {
            return Observations.Report(draw, at);
        }

        if (chance < PlaybookVolume.SavingsPerHour)
        {
            return Observations.MinutesSaved(draw.Between(PlaybookVolume.LeastMinutes, PlaybookVolume.MostMinutes), at);
        }

        return draw.Between(0, 2) switch
        {
            0 => Observations.Import(draw, draw.Between(0, PlaybookMetric.Confidence.Keys.Count - 1), at),
            1 => Observations.Duration(seed, draw.Unit(), draw.Pick(Observations.PlaybookShares), at),
            _ => Observations.Queue(draw, at),
        };
    }
}
