using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Metrics.Silo.Storage;

/// <summary>
/// The grain storage of <see cref="Grains.BucketGrain"/>: group commit. All aggregates of this silo that changed since the
/// last commit go to the database in one transaction; each grain's write completes when that transaction is on disk.
/// </summary>
/// <remarks>The stock ADO.NET provider commits each grain alone: measured at a sixth of this one's rate.</remarks>
internal sealed partial class BucketStorage : IGrainStorage, IAsyncDisposable
{
    /// <summary>The name under which grains ask for this storage.</summary>
    public const string ProviderName = "buckets";

    private readonly GroupQueue<BucketKey, BucketRow?> _reads;
    private readonly GroupQueue<BucketRow, WriteOutcome> _writes;
    private readonly GroupQueue<ReceiptKey, Receipt?> _receipts;
    private readonly GroupQueue<IdempotentRequest, IdempotentRequest?> _claims;

    public BucketStorage(IBucketDatabase database, IOptions<StorageOptions> options, StorageMetrics metrics, ILoggerFactory loggerFactory)
    {
        // Not the logger of this class: Orleans logs under its name, with a stack trace, each grain that waited for a batch that failed.
        var logger = loggerFactory.CreateLogger("Metrics.Silo.Storage");
        var limits = options.Value;
        GroupQueue<TRequest, TResult> Queue<TRequest, TResult>(
            string operation, Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> runBatch) => new(
            operation, runBatch, limits.QueueLength, limits.MaxBatchSize, (count, exception) => Log.BatchFailed(logger, operation, count, exception.Message));

        _reads = Queue<BucketKey, BucketRow?>("read", database.ReadAsync);
        _writes = Queue<BucketRow, WriteOutcome>(
            "commit", rows => metrics.MeasureCommitAsync(rows, sorted => CommitSortedAsync(database, sorted)));
        metrics.ObserveQueue(() => _writes.Length);
        _receipts = Queue<ReceiptKey, Receipt?>("look-up of receipts", database.FindReceiptsAsync);
        _claims = Queue<IdempotentRequest, IdempotentRequest?>("claim of requests", database.ClaimAsync);
    }

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await _reads.RunAsync(BucketKeyOf(grainId));
        Set(grainState, row is null ? new BucketState() : new BucketState { Aggregate = row.Aggregate }, row?.Version ?? 0);
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // Before the first await, while the grain's turn still holds: later samples replace the state, not this snapshot.
        var state = StateOf(grainState);
        var version = VersionOf(grainState);
        var row = BucketRow.After(BucketKeyOf(grainId), state.Aggregate, version, state.Unwritten);
        switch (await WriteAsync(row))
        {
            case WriteOutcome.Written:
                grainState.ETag = ETagOf(row.NextVersion);
                grainState.RecordExists = true;
                ForgetWritten(grainState, state.Unwritten);
                break;
            case WriteOutcome.Duplicate:
                throw new InconsistentStateException($"Another activation has counted a request that {grainId} was about to count.");
            case WriteOutcome.MetricDeleted:
                throw new MetricDeletedException();
            case WriteOutcome.Refused:
                throw new StorageUnavailableException($"The database refused the row of {grainId}.");
            default:
                throw new InconsistentStateException($"Another activation has written {grainId} since version {version} was read.");
        }
    }

    /// <summary>Refuses work before anything of it is done.</summary>
    /// <exception cref="StorageQueueFullException">Too much waits for the database.</exception>
    public void ThrowIfFull()
    {
        if (_writes.IsFull)
        {
            throw new StorageQueueFullException();
        }
    }

    /// <summary>The receipt that the bucket has given to a request, if it has.</summary>
    public Task<Receipt?> FindReceiptAsync(GrainId grainId, string idempotencyKey) =>
        _receipts.RunAsync(new ReceiptKey(BucketKeyOf(grainId), idempotencyKey));

    /// <inheritdoc cref="IBucketDatabase.ClaimAsync"/>
    public Task<IdempotentRequest?> ClaimAsync(IdempotentRequest request) => _claims.RunAsync(request);

    /// <summary>Aggregates are removed by metric or by range, in the database, never one grain at a time.</summary>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("Aggregates are removed by metric.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        await _writes.DisposeAsync();
        await _receipts.DisposeAsync();
        await _reads.DisposeAsync();
    }

    private async Task<WriteOutcome> WriteAsync(BucketRow row)
    {
        try
        {
            return await _writes.RunAsync(row);
        }
        catch (StorageQueueFullException exception)
        {
            // There was room when the sample came. It is in the state by now, and a write that follows may still take it along.
            throw new StorageUnavailableException(exception.Message, exception);
        }
    }

    /// <summary>
    /// The state has moved on while this snapshot was written; of the receipts only those that came later are left. This
    /// runs in a turn of the grain, as all that follows an await of a grain does.
    /// </summary>
    private static void ForgetWritten<T>(IGrainState<T> grainState, ImmutableList<Receipt> written)
    {
        if (!written.IsEmpty)
        {
            var state = StateOf(grainState);
            grainState.State = (T)(object)(state with { Unwritten = state.Unwritten.RemoveRange(0, written.Count) });
        }
    }

    /// <summary>Rows go in the order of the primary key: pages are touched once, and two silos never lock rows crosswise.</summary>
    private static async Task<IReadOnlyList<WriteOutcome>> CommitSortedAsync(IBucketDatabase database, IReadOnlyList<BucketRow> rows)
    {
        var order = Enumerable.Range(0, rows.Count).ToArray();
        Array.Sort(order, (a, b) => rows[a].Key.CompareTo(rows[b].Key));
        var sorted = await database.CommitAsync(Array.ConvertAll(order, i => rows[i]));

        var outcomes = new WriteOutcome[rows.Count];
        for (var i = 0; i < order.Length; i++)
        {
            outcomes[order[i]] = sorted[i];
        }

        return outcomes;
    }

    private static BucketKey BucketKeyOf(GrainId grainId) => BucketKey.FromGrainKey(grainId.Key.ToString());

    private static BucketState StateOf<T>(IGrainState<T> grainState) => (BucketState)(object)grainState.State!;

    private static void Set<T>(IGrainState<T> grainState, BucketState state, long version)
    {
        grainState.State = (T)(object)state;
        grainState.ETag = ETagOf(version);
        grainState.RecordExists = version > 0;
    }

    private static string? ETagOf(long version) => version == 0 ? null : version.ToString(CultureInfo.InvariantCulture);

    private static long VersionOf<T>(IGrainState<T> grainState) =>
        grainState.ETag is { } etag ? long.Parse(etag, CultureInfo.InvariantCulture) : 0;

    private static partial class Log
    {
        [LoggerMessage(131, LogLevel.Error, "A {Operation} of {Count} failed: {Reason}")]
        public static partial void BatchFailed(ILogger logger, string operation, int count, string reason);
    }
}
