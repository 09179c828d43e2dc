namespace Metrics.FaultTests.Checking;

/// <summary>What a client knows of a request when it is over.</summary>
public enum Outcome
{
    /// <summary>2xx: counted, for good.</summary>
    Acknowledged,

    /// <summary>4xx, or no connection was made: not counted, for certain.</summary>
    Refused,

    /// <summary>503, a timeout, a broken connection: counted or not.</summary>
    Unknown,
}

/// <summary>How the points of a bucket are sent, which decides what may be asked of its value.</summary>
public enum Mode
{
    /// <summary>A point, answered with 204. Never repeated.</summary>
    Plain,

    /// <summary>+1 with <c>returnValue=true</c>. Never repeated.</summary>
    Returning,

    /// <summary>With an <c>Idempotency-Key</c> and <c>returnValue=true</c>, repeated until it is acknowledged.</summary>
    Keyed,

    /// <summary>Several points for several buckets in one request, with <c>returnValue=true</c>. Never repeated.</summary>
    Bulk,

    /// <summary>As <see cref="Bulk"/>, with an <c>Idempotency-Key</c>, repeated until it is acknowledged.</summary>
    KeyedBulk,
}

/// <summary>What one request has for a bucket; where it has a key, with all its repetitions.</summary>
/// <param name="Amount">What it adds, above 0.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Value">The running value that was answered, where one was.</param>
/// <param name="Start">When it was sent first, as a timestamp of the client's clock.</param>
/// <param name="End">When the client knew its outcome.</param>
public readonly record struct Attempt(int Amount, Outcome Outcome, decimal? Value, long Start, long End);

/// <summary>Everything that was sent to one bucket.</summary>
/// <param name="Bucket">The key of the bucket.</param>
/// <param name="Mode">How its points were sent.</param>
/// <param name="Attempts">In any order.</param>
public sealed record BucketHistory(string Bucket, Mode Mode, IReadOnlyList<Attempt> Attempts)
{
    /// <summary>The sum of what had this outcome.</summary>
    public decimal Sum(Outcome outcome) => Attempts.Where(attempt => attempt.Outcome == outcome).Sum(attempt => (decimal)attempt.Amount);
}
