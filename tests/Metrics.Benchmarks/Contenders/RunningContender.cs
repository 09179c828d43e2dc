using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A contender that takes points. Disposing of it leaves nothing behind.</summary>
/// <param name="server">The service.</param>
/// <param name="address">Where it listens.</param>
/// <param name="databaseId">The process of its database, if it has one.</param>
/// <param name="belongings">What goes with it, in this order.</param>
internal sealed class RunningContender(ServerProcess server, Uri address, int? databaseId, params IReadOnlyList<IDisposable> belongings) : IDisposable
{
    /// <summary>Lets the clients of a scenario send for a while, and then measures them for a while.</summary>
    public async Task<Measurement> MeasureAsync(
        int round, string name, Scenario scenario, TimeSpan warmUp, TimeSpan duration, CancellationToken stop)
    {
        await Wrk.RunAsync(address, scenario, warmUp, stop);

        ProcessUsage.ForgetPeakMemory(server.Id);
        var serverBefore = ProcessUsage.CpuTime(server.Id);
        var databaseBefore = DatabaseCpuTime();
        var load = await Wrk.RunAsync(address, scenario, duration, stop);
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
