using System.Diagnostics;
using System.Globalization;
using Metrics.FaultTests.Load;
using Metrics.FaultTests.Support;
using Npgsql;

namespace Metrics.FaultTests.Scenarios;

/// <summary>The database ends, comes back, loses its connections, or is away.</summary>
[Collection(ClusterScenarios.Name)]
public sealed class DatabaseTests(ClusterFixture fixture)
{
    /// <summary>By then every silo has given up a statement, and knows that the database is away.</summary>
    private static readonly TimeSpan TimeToNotice = TimeSpan.FromSeconds(11);

    /// <summary>What "at once" means on a machine that is busy.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task The_database_is_killed_and_started_again_under_load()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        await scenario.LoadAsync(cluster.Addresses);

        var windows = new List<TimeSpan>();
        var kills = FaultRun.Times(4, 50);
        for (var i = 0; i < kills; i++)
        {
            await scenario.PauseAsync(0.5, 3);
            var fault = Stopwatch.GetTimestamp();
            if (i % 4 == 3)
            {
                // One process of the server dies; the server ends all others and recovers, for any of them may have left a mess.
                await KillBackendAsync();
            }
            else
            {
                await fixture.Server.ControlAsync("restart", "-m", "immediate");
            }

            windows.AddRange(await scenario.WaitForRecoveryAsync(fault));
            cluster.AssertRunning();
        }

        scenario.Say($"{kills} kills of the database (pg_ctl restart -m immediate, or SIGKILL of a backend); window per bucket, restart included: {Report.Distribution(windows)}");
        await scenario.StopAndAssertAsync();
    }

    [Fact]
    public async Task All_connections_are_terminated_while_commits_are_under_way()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        await scenario.LoadAsync(cluster.Addresses, plan => plan with { LongestPause = TimeSpan.FromMilliseconds(40) });

        var windows = new List<TimeSpan>();
        long terminated = 0;
        var times = FaultRun.Times(10, 100);
        for (var i = 0; i < times; i++)
        {
            await scenario.PauseAsync(0.1, 1);
            var fault = Stopwatch.GetTimestamp();
            terminated += await fixture.QueryAsync<long>(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            windows.AddRange(await scenario.WaitForRecoveryAsync(fault));
            cluster.AssertRunning();
        }

        scenario.Say($"{times} times all connections terminated, {terminated} in all; window per bucket: {Report.Distribution(windows)}");
        await scenario.StopAndAssertAsync();
    }

    [Fact]
    public async Task The_database_is_away()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var load = await scenario.LoadAsync(cluster.Addresses, plan => plan with { ClientsPerBucket = 8, Timeout = TimeSpan.FromSeconds(40) });
        var away = FaultRun.Seconds(16, 60);

        await scenario.PauseAsync(1, 2);
        var before = cluster.Silos.Max(silo => silo.Memory);
        var left = Stopwatch.GetTimestamp();
        await fixture.Server.ControlAsync("stop", "-m", "immediate");
        var most = 0L;
        while (Stopwatch.GetElapsedTime(left) < away)
        {
            most = Math.Max(most, cluster.Silos.Max(silo => silo.Memory));
            await Task.Delay(200);
        }

        cluster.AssertRunning();
        await fixture.Server.ControlAsync("start");
        var back = Stopwatch.GetTimestamp();
        var windows = await scenario.WaitForRecoveryAsync(back);
        cluster.AssertRunning();

        var during = load.Rejections.Where(rejection => rejection.End > left && rejection.End < back).ToArray();
        scenario.Say($"the database is away for {Stopwatch.GetElapsedTime(left, back).TotalSeconds:0.0} s; window per bucket after its return: {Report.Distribution(windows)}");
        var late = during.Where(rejection => Stopwatch.GetElapsedTime(left, rejection.Start) > TimeToNotice).ToArray();
        scenario.Say($"answers meanwhile: {Answers(during)}");
        scenario.Say($"those to requests that came later than {TimeToNotice.TotalSeconds} s after it went: {Answers(late)}");

        scenario.Say(string.Create(CultureInfo.InvariantCulture, $"memory of the largest silo: {before >> 20} MB before, at most {most >> 20} MB meanwhile"));
        await scenario.StopAndAssertAsync();
        Assert.All(during.Where(rejection => rejection.Kind is ReplyKind.TooMany or ReplyKind.Unavailable), rejection => Assert.True(rejection.RetryAfter));
        Assert.InRange(most, 0, before + (256 << 20));
        Assert.NotEmpty(late);
        Assert.All(late, rejection => Assert.InRange(rejection.Duration, TimeSpan.Zero, AtOnce));
    }

    private static string Answers(IEnumerable<Rejection> rejections) => string.Join("; ", rejections
        .GroupBy(rejection => rejection.Kind)
        .Select(kind => $"{kind.Key} {Report.Distribution([.. kind.Select(rejection => rejection.Duration)])}"));

    /// <summary>Kills one that serves the silos, and waits until the server has ended all others.</summary>
    private async Task KillBackendAsync()
    {
        await using var witness = await fixture.ConnectAsync();
        await using var command = witness.CreateCommand();
        command.CommandText = "SELECT pid FROM pg_stat_activity WHERE application_name = 'metrics' ORDER BY state = 'active' DESC, query_start DESC LIMIT 1";
        var backend = (int)(await command.ExecuteScalarAsync())!;
        using var kill = Process.Start("kill", ["-s", "KILL", backend.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        command.CommandText = "SELECT pg_sleep(10)";
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => command.ExecuteScalarAsync());
    }
}
