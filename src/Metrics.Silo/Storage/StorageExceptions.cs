namespace Metrics.Silo.Storage;

/// <summary>
/// The database did not confirm a write or answer a read. A write may or may not have happened: its outcome is unknown.
/// </summary>
/// <remarks>An <see cref="OrleansException"/>, because the runtime passes those on as they are.</remarks>
[GenerateSerializer, Alias("Metrics.StorageUnavailableException")]
public sealed class StorageUnavailableException(string message, Exception? innerException = null)
    : OrleansException(message, innerException!);

/// <summary>
/// The answer to a write was lost, and the row cannot tell what became of it: another writer has written it since, or the database did not
/// answer. Whether the samples count only their receipt can tell, if they have one.
/// </summary>
[GenerateSerializer, Alias("Metrics.OutcomeUnknownException")]
public sealed class OutcomeUnknownException(string message) : OrleansException(message);

/// <summary>More waits for the database, or for another silo, than the queue holds. Nothing was written.</summary>
/// <param name="operation">What it waits for.</param>
[GenerateSerializer, Alias("Metrics.StorageQueueFullException")]
public sealed class StorageQueueFullException(string operation = "commit") : OrleansException($"Too much is waiting already ({operation}).");

/// <summary>The metric was deleted while the sample was on its way. Nothing was written.</summary>
[GenerateSerializer, Alias("Metrics.MetricDeletedException")]
public sealed class MetricDeletedException() : OrleansException("The metric was deleted.");
