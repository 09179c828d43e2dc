using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Storage;

/// <summary>
/// Asks the database every ten seconds whether it answers, so that whoever watches learns of it also while nobody else asks: clients may
/// send nothing, and not every balancer looks at the probes.
/// </summary>
internal sealed class StorageWatch : PeriodicService
{
    /// <summary>As long as /health/ready waits.</summary>
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(2);

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

    /// <summary>Asks once.</summary>
    public override async Task RunOnceAsync()
    {
        try
        {
            await _storage.CheckAsync().WaitAsync(TimeToAnswer, Time);
            _answers = true;
            _failures.Succeeded();
        }
        catch (TimeoutException)
        {
            // No failure to log: it may answer yet, and on a machine that is busy, as at a start, the process itself may be late.
            _answers = false;
        }
        catch (Exception exception)
        {
            _answers = false;
            _failures.Failed(1, exception);
        }
    }
}
