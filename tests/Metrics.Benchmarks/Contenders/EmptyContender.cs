using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Servers;

namespace Metrics.Benchmarks.Contenders;

/// <summary>What HTTP and JSON alone cost.</summary>
internal sealed class EmptyContender : IContender
{
    public string Name => "empty";

    public string Description => "ASP.NET minimal endpoint that parses the body and answers 204";

    public string? Missing => null;

    public bool Takes(Scenario scenario) => scenario != Scenario.Wide && scenario != Scenario.Steady;

    public Task<RunningContender> StartAsync(CancellationToken stop) => PlainContender.StartAsync([ServeCommands.Empty], databaseId: null, stop);
}
