using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Contenders;

/// <summary>Metrics.Orleans as a cluster of three on one machine: two of three points come to a process that has to pass them on.</summary>
internal sealed class OurThreeContender : IContender
{
    public const string ContenderName = "ours-three";

    public string Name => ContenderName;

    public string Description => "Metrics.Gateway, three processes on PostgreSQL, which share the connections of the clients";

    public string? Missing => PostgresContenders.Missing;

    public bool Takes(Scenario scenario) => scenario == Scenario.ManyKeys || scenario == Scenario.Steady || scenario.IsBulk;

    public Task<RunningContender> StartAsync(CancellationToken stop) => OurPostgresContender.StartAsync(databases: 1, processes: 3, stop);
}
