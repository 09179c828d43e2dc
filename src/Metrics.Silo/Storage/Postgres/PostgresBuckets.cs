using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// The running aggregates in a PostgreSQL database. A statement that fails in passing is sent again: it recognises what it has done
/// before. A replacement or a deletion does not, so it is not sent again once it may have taken effect: it could replace or delete
/// what was acknowledged since.
/// </summary>
internal sealed class PostgresBuckets(PostgresPools pools, PostgresRetry retry, TimeProvider time, ILogger<PostgresBuckets> logger)
    : IBucketDatabase
{
    /// <summary>How many chunks of deletions run at a time. Few of the connections, however many metrics are being deleted.</summary>
    private const int MaxChunks = 2;

    private readonly PostgresBucketLoader _loader = new(pools.Data);
    private readonly PostgresCommitter _committer = new(new PostgresBucketWriter(pools.Data), retry, time, logger);
    private readonly PostgresClaims _claims = new(pools.Data);
    private readonly PostgresDeletions _deletions = new(pools.Data);
    private readonly PostgresKeys _keys = new(pools.Data);
    private readonly PostgresRangeDeletion _rangeDeletion = new(pools.Data);
    private readonly PostgresReplacement _replacement = new(pools.Data);
    private readonly Turns _chunks = new(MaxChunks);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BucketRow?>> ReadAsync(IReadOnlyList<BucketKey> keys) => retry.RunAsync(() => _loader.ReadAsync(keys));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Receipt?>> FindReceiptsAsync(IReadOnlyList<ReceiptKey> keys) =>
        retry.RunAsync(() => _loader.FindReceiptsAsync(keys));

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteOutcome>> CommitAsync(IReadOnlyList<BucketRow> rows) => _committer.CommitAsync(rows);

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(IReadOnlyList<BucketRow> rows) =>
        retry.RunUnlessDoneAsync(() => _replacement.ReplaceAsync(rows, Guid.CreateVersion7(), Now()));

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdempotentRequest?>> ClaimAsync(IReadOnlyList<IdempotentRequest> requests) =>
        retry.RunAsync(() => _claims.ClaimAsync(requests));

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdempotentRequest?>> FindClaimsAsync(IReadOnlyList<IdempotentRequest> requests) =>
        retry.RunAsync(() => _loader.FindClaimsAsync(requests));

    /// <inheritdoc/>
    public Task<long> ForgetReceiptsAsync(Instant before) =>
        _chunks.RunInChunksAsync(() => retry.RunAsync(() => _deletions.ForgetReceiptsAsync(before)));

    /// <inheritdoc/>
    public async Task<long> DeleteAsync(BucketRange range)
    {
        var total = await DeleteRowsAsync(range);

        // Also where nothing was there any more: an attempt before may have failed after its last row.
        for (var last = ""; last is not null;)
        {
            var after = last;
            last = await _chunks.RunAsync(() => retry.RunAsync(() => _keys.DoubtUnusedAsync(range.MetricId, after, Now())));
        }

        return total;
    }

    /// <inheritdoc/>
    public Task<KeyAdmission> AdmitKeysAsync(IReadOnlyList<MetricKey> keys, long limit) =>
        retry.RunAsync(() => _keys.AdmitAsync(keys, limit, Now()));

    /// <inheritdoc/>
    public async Task<long> SweepKeysAsync(Instant before)
    {
        long total = 0;
        while (await retry.RunAsync(() => _keys.FindDoubtedAsync(before)) is { } metric)
        {
            total += await retry.RunAsync(() => _keys.SweepAsync(metric, before));
        }

        return total;
    }

    /// <inheritdoc/>
    public Task<long> CountMostKeysAsync() => retry.RunAsync(_keys.CountMostAsync);

    /// <inheritdoc/>
    public Task<Instant> GetTimeAsync() => retry.RunAsync(_loader.GetTimeAsync);

    /// <inheritdoc/>
    public Task MarkDeletedAsync(long metricId) => MarkAsync(metricId);

    /// <inheritdoc/>
    public async Task PurgeAsync(long metricId)
    {
        await _chunks.RunAsync(() => MarkAsync(metricId));
        await _chunks.RunInChunksAsync(() => retry.RunAsync(() => _deletions.DeleteRowsAsync(metricId)));
    }

    /// <summary>
    /// Deletes the rows of a range, a chunk at a time. For several keys the server may gather and sort all that is left for each chunk, so what
    /// the first chunk leaves goes by the key.
    /// </summary>
    private async Task<long> DeleteRowsAsync(BucketRange range)
    {
        long total = 0;
        for (BucketKey? next = new BucketKey(range.MetricId, range.Start, ""); next is { } from;)
        {
            (var count, next) = await _chunks.RunAsync(() => retry.RunUnlessDoneAsync(() => _rangeDeletion.DeleteAsync(range, from)));
            total += count;
            if (next is { } rest && range.Keys.Count > 1)
            {
                foreach (var key in range.Keys)
                {
                    total += await DeleteRowsAsync(range with { Start = rest.BucketStart, Keys = [key] });
                }

                break;
            }
        }

        return total;
    }

    private Task<int> MarkAsync(long metricId) => retry.RunAsync(() => _deletions.MarkDeletedAsync(metricId, Now()));

    private Instant Now() => time.GetCurrentInstant();
}
