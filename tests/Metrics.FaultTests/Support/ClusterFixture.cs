using System.Diagnostics;
using System.Globalization;
using Metrics.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace Metrics.FaultTests.Support;

/// <summary>Three silos on a PostgreSQL server of their own, for one scenario after the other. Each scenario has a metric of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private const int Silos = 3;

    private readonly NpgsqlDataSource _source;

    public ClusterFixture(IMessageSink sink)
    {
        Report = new Report(sink);
        Server = new PostgresServer();
        Database = Server.CreateDatabase();
        _source = NpgsqlDataSource.Create(Server.ConnectionString(Database) + ";Pooling=false;Timeout=3");
        Cluster = new Cluster(Enumerable.Range(1, Silos).Select(number => new SiloProcess(
            string.Create(CultureInfo.InvariantCulture, $"silo {number}"), "127.0.0.1", SettingsFor(Server.ConnectionString(Database)), "dotnet")));
    }

    public Report Report { get; }

    public PostgresServer Server { get; }

    public string Database { get; }

    internal Cluster Cluster { get; }

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

    /// <summary>A connection to the database of the silos.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync() => _source.OpenConnectionAsync();

    public Task InitializeAsync() => Cluster.EnsureReadyAsync();

    public async Task DisposeAsync()
    {
        Cluster.Dispose();
        await _source.DisposeAsync();
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
