namespace Metrics.Silo.Model;

/// <summary>The calendar interval that one time bucket spans, in the zone of the organization.</summary>
public enum Interval
{
    /// <summary>One hour on the clock of the zone.</summary>
    Hourly,

    /// <summary>One calendar day.</summary>
    Daily,

    /// <summary>Seven calendar days, from the first day of week of the organization.</summary>
    Weekly,

    /// <summary>One calendar month.</summary>
    Monthly,

    /// <summary>One calendar year.</summary>
    Yearly,
}
