using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Contenders;

/// <summary>
/// Metrics.Orleans three times on one machine, none of which knows of the others. Against these, a cluster of three shows what it
/// costs to pass points on; against one process, what it costs that three share the machine.
/// </summary>
internal sealed class OurApartContender : IContender
{
    public const string ContenderName = "ours-apart";

    public string Name => ContenderName;

    public string Description => "Metrics.Gateway, three processes, each with a PostgreSQL database of its own, which share the connections of the clients";

    public string? Missing => PostgresContenders.Missing;

    public bool Takes(Scenario scenario) => scenario == Scenario.ManyKeys || scenario == Scenario.Steady || scenario.IsBulk;

    public Task<RunningContender> StartAsync(CancellationToken stop) => OurPostgresContender.StartAsync(databases: 3, processes: 1, stop);
}
