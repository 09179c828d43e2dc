namespace Metrics.Gateway.Security;

/// <summary>A tenant: its metrics are its own, and its calendar says where time buckets begin.</summary>
/// <param name="Name">Unique in the deployment.</param>
/// <param name="Calendar">Its zone and its first day of week.</param>
public sealed record Organization(string Name, BucketCalendar Calendar);
