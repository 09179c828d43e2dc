using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>The running aggregates in a SQLite file: one connection and thread that writes, one that reads.</summary>
internal sealed class SqliteBuckets(SqliteFile file, TimeProvider time) : IBucketDatabase, IAsyncDisposable
{
    private const int Chunk = 10_000;

    private readonly SqliteWorker<SqliteBucketLoader> _loader = new("SQLite reader", new SqliteBucketLoader(file.Open()));
    private readonly SqliteWorker<SqliteBucketWriter> _writer = new("SQLite writer", new SqliteBucketWriter(file.Open()), file.WriteTurn);

    /// <summary>One chunk of a deletion at a time waits for the writer, so that no commit waits for more.</summary>
    private readonly Turns _chunks = new(1);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BucketRow?>> ReadAsync(IReadOnlyList<BucketKey> keys) => _loader.RunAsync(loader => loader.Read(keys));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Receipt?>> FindReceiptsAsync(IReadOnlyList<ReceiptKey> keys) => _loader.RunAsync(loader => loader.FindReceipts(keys));

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteOutcome>> CommitAsync(IReadOnlyList<BucketRow> rows)
    {
        var now = UnixMilliseconds();
        return _writer.RunAsync(writer => writer.Commit(rows, now));
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(IReadOnlyList<BucketRow> rows)
    {
        var now = UnixMilliseconds();
        return _writer.RunAsync(writer => writer.Replace(rows, now));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdempotentRequest?>> ClaimAsync(IReadOnlyList<IdempotentRequest> requests) =>
        _writer.RunAsync(writer => writer.Claim(requests));

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdempotentRequest?>> FindClaimsAsync(IReadOnlyList<IdempotentRequest> requests) =>
        _loader.RunAsync(loader => loader.FindClaims(requests));

    /// <inheritdoc/>
    public Task<long> ForgetReceiptsAsync(Instant before) =>
        _chunks.RunInChunksAsync(() => _writer.RunAsync(writer => writer.Deletions.ForgetReceipts(before.ToUnixTimeMilliseconds(), Chunk)));

    /// <inheritdoc/>
    public async Task<long> DeleteAsync(BucketRange range)
    {
        // A chunk that is not full is the last: to go on until there is nothing left might never end where points pour in.
        long total = 0;
        int deleted;
        do
        {
            deleted = await _chunks.RunAsync(() => _writer.RunAsync(writer => writer.Deletions.DeleteRange(range, Chunk)));
            total += deleted;
        }
        while (deleted == Chunk);

        // Also where nothing was there any more: an attempt before may have failed after its last row.
        for (var last = ""; last is not null;)
        {
            var (after, now) = (last, UnixMilliseconds());
            last = await _chunks.RunAsync(() => _writer.RunAsync(writer => writer.Keys.DoubtUnused(range.MetricId, after, Chunk, now)));
        }

        return total;
    }

    /// <inheritdoc/>
    public Task<KeyAdmission> AdmitKeysAsync(IReadOnlyList<MetricKey> keys, long limit)
    {
        var now = UnixMilliseconds();
        return _writer.RunAsync(writer => writer.Keys.Admit(keys, limit, now));
    }

    /// <inheritdoc/>
    public async Task<long> SweepKeysAsync(Instant before)
    {
        long total = 0;
        int seen;
        do
        {
            (seen, var removed) = await _writer.RunAsync(writer => writer.Keys.Sweep(before.ToUnixTimeMilliseconds(), Chunk));
            total += removed;
        }
        while (seen == Chunk);

        return total;
    }

    /// <inheritdoc/>
    public Task<long> CountMostKeysAsync() => _writer.RunAsync(writer => writer.Keys.CountMost());

    /// <summary>The time of this process, which is the only one.</summary>
    public Task<Instant> GetTimeAsync() => Task.FromResult(time.GetCurrentInstant());

    /// <inheritdoc/>
    public Task MarkDeletedAsync(long metricId)
    {
        var now = UnixMilliseconds();
        return _writer.RunAsync(writer => writer.Deletions.MarkDeleted(metricId, now));
    }

    /// <inheritdoc/>
    public async Task PurgeAsync(long metricId)
    {
        await MarkDeletedAsync(metricId);
        await _chunks.RunInChunksAsync(() => _writer.RunAsync(writer => writer.Deletions.DeleteRows(metricId, Chunk)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _loader.DisposeAsync();
    }

    private long UnixMilliseconds() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
