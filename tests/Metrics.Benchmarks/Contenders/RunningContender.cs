using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A contender that takes points. Disposing of it leaves nothing behind.</summary>
/// <param name="server">The service.</param>
/// <param name="address">Where it listens.</param>
/// <param name="databaseId">The process of its database, if it has one.</param>
/// <param name="belongings">What goes with it, in this order.</param>
internal sealed class RunningContender(ServerProcess server, Uri address, int? databaseId, params IReadOnlyList<IDisposable> belongings) : IDisposable
{
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(3);

    /// <summary>Lets the clients of a scenario send, and throws away what they saw: a program of .NET is compiled as it runs.</summary>
    public Task WarmUpAsync(Scenario scenario, TimeSpan time, CancellationToken stop) => Wrk.RunAsync(address, scenario, time, stop);

    /// <summary>Measures what the clients of a scenario see for a while, and what that costs.</summary>
    public async Task<Measurement> MeasureAsync(int round, string name, Scenario scenario, TimeSpan time, CancellationToken stop)
    {
        // Comes to rest in this scenario, and shows the highest rate where the load is to be a share of it.
        var settled = await Wrk.RunAsync(address, scenario, SettlingTime, stop);

        ProcessUsage.ForgetPeakMemory(server.Id);
        var serverBefore = ProcessUsage.CpuTime(server.Id);
        var databaseBefore = DatabaseCpuTime();
        var load = scenario.Load is { } share
            ? await OpenLoop.RunAsync(address, scenario, share * settled.Rate, time, stop)
            : await Wrk.RunAsync(address, scenario, time, stop);
        var serverCpu = ProcessUsage.CpuTime(server.Id) - serverBefore;
        var databaseCpu = DatabaseCpuTime() - databaseBefore;
        return new Measurement(round, name, scenario, load, serverCpu, databaseCpu, ProcessUsage.PeakMemory(server.Id));
    }

    public void Dispose()
    {
        server.Dispose();
        foreach (var belonging in belongings)
        {
            belonging.Dispose();
        }
    }

    private TimeSpan? DatabaseCpuTime() => databaseId is { } id ? ProcessUsage.CpuTime(id) : null;
}
