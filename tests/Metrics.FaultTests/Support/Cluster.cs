using Metrics.FaultTests.Load;
using Metrics.Tests.Support;

namespace Metrics.FaultTests.Support;

/// <summary>The silos of one cluster as processes.</summary>
internal sealed class Cluster : IDisposable
{
    /// <summary>Long enough for every client and silo to have given up whatever waits.</summary>
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(12);

    public Cluster(IEnumerable<SiloProcess> silos) => Silos = [.. silos];

    public IReadOnlyList<SiloProcess> Silos { get; }

    public IEnumerable<Uri> Addresses => Silos.Select(silo => silo.Address);

    /// <summary>What every silo is configured with: the users of the tests, and where the data is.</summary>
    public static Dictionary<string, string> Settings(IEnumerable<KeyValuePair<string, string>> storage) =>
        new(TestUsers.Settings.Concat(storage));

    /// <summary>Starts what does not run, and waits until every silo is ready.</summary>
    public Task EnsureReadyAsync() => Task.WhenAll(Silos.Select(silo => silo.EnsureReadyAsync()));

    /// <summary>A client of the first silo.</summary>
    public ApiClient Client() => new(Silos[0].Address, AskTimeout);

    /// <summary>None of these has ended by itself: whoever is well is not taken for dead by the others.</summary>
    /// <param name="victim">The one that may have, if any.</param>
    public void AssertRunning(SiloProcess? victim = null)
    {
        foreach (var silo in Silos.Where(silo => silo != victim && !silo.IsRunning))
        {
            Assert.Fail($"{silo.Name} has ended by itself:\n{string.Join('\n', silo.Output.Split('\n').TakeLast(40))}");
        }
    }

    public void Dispose()
    {
        foreach (var silo in Silos)
        {
            silo.Dispose();
        }
    }
}
