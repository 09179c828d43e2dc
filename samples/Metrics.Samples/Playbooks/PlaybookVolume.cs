namespace Metrics.Samples.Playbooks;

/// <summary>How much happens at the peak; history and live traffic share it, so that the one goes on where the other ends.</summary>
internal static class PlaybookVolume
{
    public const double RunsPerHour = 3600;

    public const double ReportsPerHour = 36;

    /// <summary>How often a playbook reports the minutes that it saved, and how many these are on average.</summary>
    public const double SavingsPerHour = 180;

    public const int LeastMinutes = 2;

    public const int MostMinutes = 20;
}
