using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Storage;

/// <summary>
/// Asks the database every ten seconds whether it answers, so that whoever watches learns of it also while nobody else asks: clients may
/// send nothing, and not every balancer looks at the probes.
/// </summary>
internal sealed class StorageWatch : PeriodicService
{
    private readonly StorageProbe _storage;
    private readonly FailureLog _failures;

    // At the start it did, for the schema.
    private volatile bool _answers = true;

    public StorageWatch(StorageProbe storage, StorageMetrics metrics, TimeProvider time, ILogger<StorageWatch> logger)
        : base(TimeSpan.FromSeconds(10), time, logger)
    {
        _storage = storage;
        _failures = new FailureLog("probe", time, logger);
        metrics.ObserveStorage(() => _answers);
    }

    /// <summary>Asks once, and waits for the end of it: an answer that comes late shows as none, but is no failure to log.</summary>
    public override async Task RunOnceAsync()
    {
        var answer = _storage.CheckAsync();
        _answers = await Task.WhenAny(answer, Task.Delay(StorageProbe.TimeToAnswer, Time)) == answer && answer.IsCompletedSuccessfully;
        try
        {
            await answer;
            _failures.Succeeded();
        }
        catch (Exception exception)
        {
            _failures.Failed(1, exception);
        }
    }
}
