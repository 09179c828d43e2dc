namespace Metrics.Silo.Storage;

/// <summary>All samples of a bucket so far. What was read of it does not tell their aggregation type; the first samples that come do.</summary>
/// <param name="read">What was read; null where there was nothing to read.</param>
internal struct BucketTotal(Aggregate? read)
{
    private Aggregate? _read = read;
    private Accumulator _samples;

    /// <summary>All samples so far, which are of this type.</summary>
    public readonly Accumulator As(AggregationType type) => _read is null ? _samples : Accumulator.Of(type, _read);

    /// <summary>All samples so far, once they were <see cref="Set"/>.</summary>
    public readonly Aggregate ToAggregate() => _samples.ToAggregate();

    /// <summary>Makes these all samples so far.</summary>
    public void Set(in Accumulator all) => (_samples, _read) = (all, null);

    /// <summary>All samples so far and some more. Changes nothing.</summary>
    /// <param name="samples">The samples that came after the others.</param>
    /// <param name="all">All together.</param>
    /// <param name="value">Their running value.</param>
    /// <returns>Whether they fit into a decimal together.</returns>
    public readonly bool TryMerge(in Accumulator samples, out Accumulator all, out decimal value)
    {
        all = As(samples.Type);
        try
        {
            if (all.IsEmpty)
            {
                all = samples;
            }
            else
            {
                all.Add(samples);
            }

            value = all.Value;
            return true;
        }
        catch (AggregateOverflowException)
        {
            value = default;
            return false;
        }
    }
}
