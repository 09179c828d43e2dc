using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>Names the aggregates of a metric in a range of time buckets.</summary>
/// <param name="MetricId">The metric.</param>
/// <param name="Start">The earliest start of a bucket that belongs to it, a whole second.</param>
/// <param name="End">The earliest one after it that does not, a whole second.</param>
/// <param name="Keys">The keys that belong to it; none for all.</param>
internal sealed record BucketRange(long MetricId, Instant Start, Instant End, IReadOnlyList<string> Keys);
