using System.Diagnostics;
using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A contender that takes points. Disposing of it leaves nothing behind.</summary>
/// <param name="servers">The processes of the service.</param>
/// <param name="target">Where they listen, and for what.</param>
/// <param name="databaseId">The process of its database, if it has one.</param>
/// <param name="belongings">What goes with it, in this order.</param>
internal sealed class RunningContender(
    IReadOnlyList<ServerProcess> servers, Target target, int? databaseId, params IReadOnlyList<IDisposable> belongings) : IDisposable
{
    /// <summary>In a cluster it takes seconds until each process has found the buckets of all others, where there are many.</summary>
    private readonly TimeSpan _settlingTime = TimeSpan.FromSeconds(servers.Count == 1 ? 2 : 10);

    /// <summary>Where the clients send to.</summary>
    public Target Target => target;

    /// <summary>What the processes of the service have resident now, in bytes.</summary>
    public long Memory => servers.Sum(server => ProcessUsage.Memory(server.Id));

    /// <summary>The most that they had resident since <see cref="ForgetPeakMemory"/>, in bytes.</summary>
    public long PeakMemory => servers.Sum(server => ProcessUsage.PeakMemory(server.Id));

    /// <summary>Lets the clients of a scenario send, and throws away what they saw: a program of .NET is compiled as it runs.</summary>
    public Task<LoadReport> WarmUpAsync(Scenario scenario, TimeSpan time, CancellationToken stop) => Wrk.RunAsync(target, scenario, time, stop);

    /// <summary>Measures what the clients of a scenario see for a while, and what that costs.</summary>
    public async Task<Measurement> MeasureAsync(int round, string name, Scenario scenario, TimeSpan time, CancellationToken stop)
    {
        // Comes to rest in this scenario, and shows the highest rate where the load is to be a share of it.
        var settled = await Wrk.RunAsync(target, scenario, _settlingTime, stop);

        ForgetPeakMemory();
        var started = Stopwatch.GetTimestamp();
        var othersBefore = OthersCpuTime();
        var serverBefore = ServerCpuTime();
        var databaseBefore = DatabaseCpuTime();
        var load = scenario.RateBelow(Math.Max(1, settled.Rate)) is { } rate
            ? await OpenLoop.RunAsync(target, scenario, rate, time, stop)
            : await Wrk.RunAsync(target, scenario, time, stop);
        var serverCpu = ServerCpuTime() - serverBefore;
        var databaseCpu = DatabaseCpuTime() - databaseBefore;
        var others = (OthersCpuTime() - othersBefore) / (Stopwatch.GetElapsedTime(started) * Environment.ProcessorCount);
        return new Measurement(round, name, scenario, load, serverCpu, databaseCpu, Math.Max(0, others), PeakMemory);
    }

    /// <summary>Counts the peak of the memory from what is resident now.</summary>
    public void ForgetPeakMemory()
    {
        foreach (var server in servers)
        {
            ProcessUsage.ForgetPeakMemory(server.Id);
        }
    }

    public void Dispose()
    {
        foreach (var server in servers)
        {
            server.Dispose();
        }

        foreach (var belonging in belongings)
        {
            belonging.Dispose();
        }
    }

    private TimeSpan ServerCpuTime() => ProcessUsage.CpuTime([.. servers.Select(server => server.Id)]);

    private TimeSpan? DatabaseCpuTime() => databaseId is { } id ? ProcessUsage.CpuTime(id) : null;

    /// <summary>All but this program with what it has started, and the database, which may have gone its own way.</summary>
    private TimeSpan OthersCpuTime() => ProcessUsage.MachineCpuTime() - ProcessUsage.CpuTime(Environment.ProcessId, databaseId ?? Environment.ProcessId);
}
