namespace Metrics.FaultTests.Load;

/// <summary>What sends a load: clients that go on until they are to stop, and the addresses that they send to.</summary>
/// <param name="addresses">Where to send.</param>
/// <param name="timeout">How long a client waits for an answer.</param>
internal sealed class Senders(IEnumerable<Uri> addresses, TimeSpan timeout) : IAsyncDisposable
{
    /// <summary>How long whatever is repeated is repeated after everything else has ended.</summary>
    private static readonly TimeSpan LastRepetitions = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp = new();
    private Task _clients = Task.CompletedTask;

    public IReadOnlyList<ApiClient> Addresses { get; } = [.. addresses.Select(address => new ApiClient(address, timeout))];

    /// <summary>Whether a client is to end its last request and begin no other.</summary>
    public bool AreToStop => _stop.IsCancellationRequested;

    /// <summary>Whether not even the last request is to be repeated any more.</summary>
    public bool AreToGiveUp => _giveUp.IsCancellationRequested;

    /// <summary>Lets the clients loose.</summary>
    public void Start(IEnumerable<Func<Task>> clients) => _clients = Task.WhenAll(clients.Select(client => Task.Run(client)));

    /// <summary>Lets every client end its last request.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _giveUp.CancelAfter(LastRepetitions);
        await _clients;
    }

    public async ValueTask DisposeAsync()
    {
        await _giveUp.CancelAsync();
        await StopAsync();
        foreach (var address in Addresses)
        {
            address.Dispose();
        }

        _stop.Dispose();
        _giveUp.Dispose();
    }
}
