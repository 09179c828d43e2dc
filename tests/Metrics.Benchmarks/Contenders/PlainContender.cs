using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Servers;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A service of <see cref="ServeCommands"/>, in a process of its own.</summary>
internal static class PlainContender
{
    /// <summary>Starts the service.</summary>
    /// <param name="command">The command, and its arguments but for the address.</param>
    /// <param name="databaseId">The process of its database, if it has one.</param>
    /// <param name="stop">Stops the start.</param>
    /// <param name="belongings">What goes with it; also where the start fails.</param>
    public static async Task<RunningContender> StartAsync(
        IEnumerable<string> command, int? databaseId, CancellationToken stop, params IReadOnlyList<IDisposable> belongings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var server = ServerProcess.StartDotnet(Path.GetTempPath(), "Metrics.Benchmarks", [.. command, "--url", address.ToString()]);
        var running = new RunningContender([server], new Target([address], Protocol.Plain), databaseId, belongings);
        return await ContenderStart.OrDisposeAsync(running, () => ContenderStart.WaitUntilReadyAsync(server, address, ContenderStart.HealthPath, stop));
    }
}
