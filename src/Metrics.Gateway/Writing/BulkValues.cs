using System.Runtime.ExceptionServices;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.Writing;

/// <summary>What became of the buckets of a request: their running values, and what went wrong.</summary>
/// <param name="count">How many buckets there are.</param>
internal sealed class BulkValues(int count)
{
    private readonly decimal[] _values = new decimal[count];
    private readonly List<Exception> _failures = [];

    /// <summary>Whether something went wrong so far.</summary>
    public bool HaveFailed => _failures.Count > 0;

    /// <summary>Adds to a bucket in memory.</summary>
    /// <param name="samples">What.</param>
    /// <param name="added">What waits for its commit; null where the bucket has refused.</param>
    /// <returns>False where the bucket is not in this silo.</returns>
    public bool TryAdd(BucketSamples samples, out Added? added)
    {
        added = null;
        try
        {
            var isHere = samples.TryAddHere(out var waiting);
            added = isHere ? waiting : null;
            return isHere;
        }
        catch (Exception exception) when (ChangesNothing(exception))
        {
            _failures.Add(exception);
            return true;
        }
    }

    /// <summary>Waits for the running value of a bucket, or for what is wrong with it.</summary>
    public async ValueTask SetAsync(int place, ValueTask<decimal> value)
    {
        try
        {
            _values[place] = await value;
        }
        catch (Exception exception)
        {
            // It is thrown in the end, when the others are known too.
            _failures.Add(exception);
        }
    }

    /// <summary>All values.</summary>
    /// <exception cref="StorageUnavailableException">Some of the buckets may have been written, and others not.</exception>
    /// <exception cref="Exception">The first failure. Where it is one of those that change nothing, nothing was changed in any of the buckets.</exception>
    public decimal[] ToArray()
    {
        if (HaveFailed)
        {
            var first = _failures[0];
            if (ChangesNothing(first) && !(_failures.Count == count && _failures.TrueForAll(failure => failure.GetType() == first.GetType())))
            {
                throw new StorageUnavailableException("Some buckets of the request may have been written, and others not.", first);
            }

            ExceptionDispatchInfo.Throw(first);
        }

        return _values;
    }

    private static bool ChangesNothing(Exception exception) => exception is StorageQueueFullException or AggregateOverflowException or MetricDeletedException;
}
