namespace Metrics.Samples.Playbooks;

/// <summary>How busy a security team is over the day and the week.</summary>
internal static class DailyRhythm
{
    /// <summary>By the hour, in percent of the busiest one: quiet nights, a peak before noon, a dip at lunch.</summary>
    private static readonly int[] PercentByHour =
        [10, 8, 7, 7, 8, 12, 20, 40, 70, 95, 100, 95, 80, 85, 95, 90, 80, 60, 40, 30, 25, 20, 15, 12];

    /// <summary>The load of a moment: 0 to 1, where 1 is the peak of a Monday.</summary>
    public static double At(DateTimeOffset time)
    {
        var within = time.TimeOfDay.TotalHours;
        var hour = (int)within;
        var (now, next) = (PercentByHour[hour], PercentByHour[(hour + 1) % 24]);
        return (now + (next - now) * (within - hour)) / 100 * Weekday(time.DayOfWeek);
    }

    private static double Weekday(DayOfWeek day) => day switch
    {
        DayOfWeek.Saturday or DayOfWeek.Sunday => 0.3,
        DayOfWeek.Monday => 1,
        DayOfWeek.Friday => 0.8,
        _ => 0.9,
    };
}
