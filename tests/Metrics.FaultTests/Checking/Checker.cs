using System.Globalization;

namespace Metrics.FaultTests.Checking;

/// <summary>
/// Holds what clients saw against the value that is there in the end: 2xx means counted exactly once, a refusal means not
/// counted, and only what is unknown may be either. Pure: it knows nothing but its arguments.
/// </summary>
public static class Checker
{
    /// <summary>Everything about a bucket that the promise does not allow, in words; nothing where it was kept.</summary>
    /// <param name="history">What was sent to the bucket.</param>
    /// <param name="value">The value of the bucket, read after the last acknowledgement.</param>
    public static IReadOnlyList<string> Check(BucketHistory history, decimal value)
    {
        IEnumerable<string> violations = [.. CheckSum(history, value), .. history.Mode switch
        {
            Mode.Returning => [.. CheckAnswers(history, value), .. CheckGaps(history, value)],
            Mode.Bulk => CheckAnswers(history, value),
            Mode.Keyed or Mode.KeyedBulk => [.. CheckAnswers(history, value), .. CheckChain(history, value)],
            _ => Enumerable.Empty<string>(),
        }];
        return [.. violations.Select(violation => $"{history.Bucket} ({history.Mode}): {violation}")];
    }

    /// <summary>Acknowledged ≤ value ≤ acknowledged + unknown.</summary>
    private static IEnumerable<string> CheckSum(BucketHistory history, decimal value)
    {
        var acknowledged = history.Sum(Outcome.Acknowledged);
        var unknown = history.Sum(Outcome.Unknown);
        if (value < acknowledged)
        {
            yield return Text($"LOST {acknowledged - value}: the value is {value}, but {acknowledged} was acknowledged");
        }

        if (value > acknowledged + unknown)
        {
            yield return Text($"DOUBLED {value - acknowledged - unknown}: the value is {value}, but only {acknowledged} was acknowledged and {unknown} is unknown");
        }
    }

    /// <summary>
    /// No two requests were answered with the same running value, and a request that was sent after another one was answered
    /// has the larger value.
    /// </summary>
    private static IEnumerable<string> CheckAnswers(BucketHistory history, decimal value)
    {
        var answered = Answered(history);
        foreach (var pair in answered.Zip(answered.Skip(1)).Where(pair => pair.First.Value == pair.Second.Value))
        {
            yield return Text($"TWICE the running value {pair.First.Value} was answered");
        }

        foreach (var attempt in answered.Where(attempt => attempt.Value < attempt.Amount || attempt.Value > value))
        {
            yield return Text($"IMPOSSIBLE the running value {attempt.Value} was answered to +{attempt.Amount}; the value is {value}");
        }

        // From the largest value down: nobody with a larger value may have been answered before this one was sent.
        var earliestEnd = long.MaxValue;
        for (var i = answered.Count - 1; i >= 0; i--)
        {
            if (earliestEnd < answered[i].Start)
            {
                yield return Text($"BACKWARDS the running value {answered[i].Value} was answered to a request that was sent after a larger one was answered");
            }

            earliestEnd = Math.Min(earliestEnd, answered[i].End);
        }
    }

    /// <summary>
    /// Between the running values of +1 no number is left out but by a request whose outcome is unknown, and which was sent before
    /// a larger value was answered. Each such request explains one gap.
    /// </summary>
    private static IEnumerable<string> CheckGaps(BucketHistory history, decimal value)
    {
        var answered = Answered(history);
        var deadlines = new long[answered.Count + 1];
        deadlines[^1] = long.MaxValue;
        for (var i = answered.Count - 1; i >= 0; i--)
        {
            deadlines[i] = Math.Min(deadlines[i + 1], answered[i].End);
        }

        var unknown = history.Attempts.Where(attempt => attempt.Outcome == Outcome.Unknown).Select(attempt => attempt.Start).Order().ToArray();
        var (gaps, explained, next) = (0, 0, 1m);
        for (var i = 0; i <= answered.Count; i++)
        {
            var end = i < answered.Count ? answered[i].Value!.Value : value + 1;
            for (; next < end; next++)
            {
                gaps++;
                while (explained < unknown.Length && unknown[explained] < deadlines[i])
                {
                    explained++;
                }

                if (explained < gaps)
                {
                    yield return Text($"GAP: nobody was answered {next}, and no request whose outcome is unknown can have had it");
                    gaps--;
                }
            }

            next = end + 1;
        }
    }

    /// <summary>Every point is acknowledged; each running value is the one before it and the point's own amount; the last one is the value.</summary>
    private static IEnumerable<string> CheckChain(BucketHistory history, decimal value)
    {
        foreach (var attempt in history.Attempts.Where(attempt => attempt.Outcome != Outcome.Acknowledged))
        {
            yield return Text($"UNFINISHED: +{attempt.Amount} was repeated to the end and never acknowledged");
        }

        var before = 0m;
        foreach (var attempt in Answered(history))
        {
            if (attempt.Value!.Value != before + attempt.Amount)
            {
                yield return Text($"BROKEN CHAIN: +{attempt.Amount} was answered {attempt.Value}, but the running value before it was {before}");
            }

            before = attempt.Value.Value;
        }

        if (value != before)
        {
            yield return Text($"NOT EXACT: the value is {value}, the last answer was {before}");
        }
    }

    private static List<Attempt> Answered(BucketHistory history) =>
        [.. history.Attempts.Where(attempt => attempt is { Outcome: Outcome.Acknowledged, Value: not null }).OrderBy(attempt => attempt.Value)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
