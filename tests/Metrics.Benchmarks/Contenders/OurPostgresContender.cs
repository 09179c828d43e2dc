using Metrics.Benchmarks.Compare;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>Metrics.Orleans on PostgreSQL: so many processes on each of so many databases.</summary>
internal sealed class OurPostgresContender : IContender
{
    public const string OneName = "ours-postgres";
    public const string ThreeName = "ours-three";
    public const string ApartName = "ours-apart";

    private readonly int _databases;
    private readonly int _processes;

    private OurPostgresContender(string name, string description, int databases = 1, int processes = 1) =>
        (Name, Description, _databases, _processes) = (name, description, databases, processes);

    /// <summary>One process.</summary>
    public static OurPostgresContender One { get; } = new(OneName, "Metrics.Gateway, one process, PostgreSQL");

    /// <summary>A cluster of three on one machine: two of three points come to a process that has to pass them on.</summary>
    public static OurPostgresContender Three { get; } =
        new(ThreeName, "Metrics.Gateway, three processes on PostgreSQL, which share the connections of the clients", processes: 3);

    /// <summary>
    /// Three on one machine, none of which knows of the others. Against these, a cluster of three shows what it costs to pass points
    /// on; against one process, what it costs that three share the machine.
    /// </summary>
    public static OurPostgresContender Apart { get; } = new(
        ApartName, "Metrics.Gateway, three processes, each with a PostgreSQL database of its own, which share the connections of the clients", databases: 3);

    public string Name { get; }

    public string Description { get; }

    public string? Missing => PostgresContenders.Missing;

    public bool UsesPostgres => true;

    /// <summary>Three of them only where it says something that they are three.</summary>
    public bool Takes(Scenario scenario) =>
        _databases * _processes == 1 || scenario == Scenario.ManyKeys || scenario == Scenario.Steady || scenario.IsBulk;

    public Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var created = Enumerable.Range(0, _databases).Select(_ => PostgresContenders.CreateDatabase()).ToArray();
        var ofProcesses = created.SelectMany(database => Enumerable.Repeat(database.ConnectionString, _processes)).ToArray();
        return OurContender.StartAsync("Postgres", ofProcesses, created[0].ServerId, new TemporaryFolder(), stop, created);
    }
}
