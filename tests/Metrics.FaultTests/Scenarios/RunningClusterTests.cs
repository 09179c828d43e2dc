using Metrics.FaultTests.Support;
using Xunit.Abstractions;

namespace Metrics.FaultTests.Scenarios;

/// <summary>Clients of a cluster that is not of this test; what happens to it meanwhile is somebody else's business.</summary>
public sealed class RunningClusterTests(RunningClusterTests.Sink sink) : IClassFixture<RunningClusterTests.Sink>
{
    [RunningClusterFact]
    public async Task What_was_acknowledged_is_counted_once_whatever_happens()
    {
        await using var scenario = Scenario.Begin(sink.Report);
        await scenario.LoadAsync(FaultRun.Addresses);
        await FaultRun.WaitForStopAsync();
        await scenario.StopAndAssertAsync();
    }

    /// <summary>Where the report goes.</summary>
    public sealed class Sink(IMessageSink sink)
    {
        public Report Report { get; } = new(sink);
    }
}
