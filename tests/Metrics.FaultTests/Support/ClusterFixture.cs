using System.Diagnostics;
using System.Globalization;
using Metrics.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace Metrics.FaultTests.Support;

/// <summary>Three silos on a PostgreSQL server of their own, for one scenario after the other. Each scenario has a metric of its own.</summary>
public class ClusterFixture : IAsyncLifetime
{
    /// <summary>How many silos there are.</summary>
    public const int Silos = 3;

    private const string Loopback = "127.0.0.1";

    /// <summary>How long a silo that goes on may take to learn that it was declared dead, and to end.</summary>
    private static readonly TimeSpan TimeToLearn = TimeSpan.FromSeconds(8);

    private readonly NpgsqlDataSource _source;

    public ClusterFixture(IMessageSink sink)
        : this(sink, network: null)
    {
    }

    /// <param name="sink">Where reports go.</param>
    /// <param name="network">What the silos are connected by, if it is not the loopback.</param>
    private protected ClusterFixture(IMessageSink sink, Network? network)
    {
        Report = new Report(sink);
        Network = network;
        Server = new PostgresServer(network?.DatabaseAddress ?? Loopback);
        Database = Server.CreateDatabase();
        _source = NpgsqlDataSource.Create(Server.ConnectionString(Database) + ";Pooling=false;Timeout=3");
        Cluster = new Cluster(Enumerable.Range(1, Silos).Select(number => new SiloProcess(
            string.Create(CultureInfo.InvariantCulture, $"silo {number}"),
            network?.AddressOf(number) ?? Loopback,
            SettingsFor(Server.ConnectionString(Database)),
            [.. network?.CommandAt(number) ?? [], "dotnet"])));
    }

    public Report Report { get; }

    public PostgresServer Server { get; }

    public string Database { get; }

    internal Cluster Cluster { get; }

    private protected Network? Network { get; }

    /// <summary>The configuration of silos that keep their data there.</summary>
    public static IReadOnlyDictionary<string, string> SettingsFor(string connectionString) => Cluster.Settings(
    [
        new("Storage:Provider", "Postgres"),
        new("ConnectionStrings:Metrics", connectionString),
        new("Cluster:ClusterId", "faults"),
    ]);

    /// <summary>One value from the database of the silos.</summary>
    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The version goes up with every change, be it that one silo suspects another; it takes two suspicions to declare one dead.</summary>
    public async Task<(long Dead, int Version)> ReadMembershipAsync() => (
        await QueryAsync<long>("SELECT count(*) FROM cluster_members WHERE status = 6"),
        await QueryAsync<int>("SELECT version FROM cluster_versions"));

    /// <summary>Asserts of a silo that stood still and has gone on that it ends itself, if it was declared dead.</summary>
    /// <param name="victim">The silo.</param>
    /// <param name="deadBefore">How many silos were dead before it stood still. Nothing else has ended since.</param>
    /// <returns>Whether it was declared dead.</returns>
    internal async Task<bool> AssertEndsIfDeadAsync(SiloProcess victim, long deadBefore)
    {
        if ((await ReadMembershipAsync()).Dead <= deadBefore)
        {
            return false;
        }

        Assert.True(await victim.WaitForEndAsync(TimeToLearn), $"{victim.Name} was declared dead and goes on");
        return true;
    }

    /// <summary>A connection to the database of the silos.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync() => _source.OpenConnectionAsync();

    public Task InitializeAsync() => Cluster.EnsureReadyAsync();

    public async Task DisposeAsync()
    {
        Cluster.Dispose();
        await _source.DisposeAsync();
        Network?.Dispose();
    }

    /// <summary>A scenario on silos that all run.</summary>
    internal async Task<Scenario> BeginAsync([System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var scenario = Scenario.Begin(Report, name);
        var start = Stopwatch.GetTimestamp();
        await Cluster.EnsureReadyAsync();
        if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(1))
        {
            scenario.Say("the scenario before this one has left silos that had to be started");
        }

        return scenario;
    }
}

/// <summary>The scenarios follow each other: two faults at once would explain nothing.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterScenarios : ICollectionFixture<ClusterFixture>
{
    public const string Name = "Three silos on PostgreSQL";
}
