namespace Metrics.FaultTests.Checking;

/// <summary>For how long a fault keeps requests to a bucket from succeeding.</summary>
public static class FailureWindow
{
    /// <summary>
    /// From the fault to the acknowledgement that ended the last silence of the bucket. Null where the bucket did not fall
    /// silent: it had nothing to do with the fault. Infinite where it was silent to the end.
    /// </summary>
    /// <param name="acknowledged">When requests to the bucket were acknowledged: timestamps from around the fault to the end of watching, in any order.</param>
    /// <param name="fault">The timestamp of the fault.</param>
    /// <param name="end">The timestamp to which the bucket was watched.</param>
    /// <param name="silence">From what length on a time without acknowledgement counts as silence, in timestamp ticks.</param>
    public static long? Of(IEnumerable<long> acknowledged, long fault, long end, long silence)
    {
        long? window = null;
        var last = fault;
        foreach (var time in acknowledged.Where(time => time > fault && time <= end).Order())
        {
            if (time - last > silence)
            {
                window = time - fault;
            }

            last = time;
        }

        return end - last > silence ? long.MaxValue : window;
    }
}
