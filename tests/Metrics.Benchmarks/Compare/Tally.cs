namespace Metrics.Benchmarks.Compare;

/// <summary>What one connection saw.</summary>
internal sealed class Tally
{
    /// <summary>Of the requests that were acknowledged.</summary>
    public List<TimeSpan> Latencies { get; } = [];

    public int Refused { get; private set; }

    public int Broken { get; private set; }

    /// <summary>Counts a request.</summary>
    public void Count(Outcome outcome, TimeSpan latency)
    {
        switch (outcome)
        {
            case Outcome.Acknowledged:
                Latencies.Add(latency);
                break;
            case Outcome.Refused:
                Refused++;
                break;
            default:
                Broken++;
                break;
        }
    }
}
