using Metrics.Benchmarks.Servers;

namespace Metrics.Benchmarks.Contenders;

/// <summary>What HTTP and JSON alone cost.</summary>
internal sealed class EmptyContender : IContender
{
    public string Name => "empty";

    public string Description => "ASP.NET minimal endpoint that parses the point and answers 204";

    public string? Missing => null;

    public Task<RunningContender> StartAsync(CancellationToken stop) => PlainContender.StartAsync([ServeCommands.Empty], databaseId: null, stop);
}
