using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// The running aggregates in a PostgreSQL database. Each statement is one round trip, sent again where it failed in passing, under
/// the id of the batch it was sent with at first. What replaces or deletes is not, where it may have taken effect: it would replace or
/// delete what was acknowledged since.
/// </summary>
internal sealed partial class PostgresBuckets(PostgresPools pools, PostgresRetry retry, TimeProvider time, ILogger<PostgresBuckets> logger)
    : IBucketDatabase
{
    private readonly PostgresBucketLoader _loader = new(pools.Data);
    private readonly PostgresBucketWriter _writer = new(pools.Data);
    private readonly PostgresClaims _claims = new(pools.Data);
    private readonly PostgresDeletions _deletions = new(pools.Data);
    private readonly PostgresKeys _keys = new(pools.Data);
    private readonly PostgresRangeDeletion _rangeDeletion = new(pools.Data);
    private readonly PostgresReplacement _replacement = new(pools.Data);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BucketRow?>> ReadAsync(IReadOnlyList<BucketKey> keys) => retry.RunAsync(() => _loader.ReadAsync(keys));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Receipt?>> FindReceiptsAsync(IReadOnlyList<ReceiptKey> keys) =>
        retry.RunAsync(() => _loader.FindReceiptsAsync(keys));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteOutcome>> CommitAsync(IReadOnlyList<BucketRow> rows)
    {
        var outcomes = new WriteOutcome[rows.Count];
        var sent = new List<int>(rows.Count);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (DecideWithoutAsking(rows[i], i == 0 ? null : rows[i - 1]) is { } outcome)
            {
                outcomes[i] = outcome;
            }
            else
            {
                sent.Add(i);
            }
        }

        // What is written is not asked about again, however often the others are: somebody else may have gone on from there.
        var batch = new Batch();
        var others = await WriteExpectedAsync(rows, sent, batch);
        if (others.Count > 0)
        {
            var decided = await DecideAsync(others.ConvertAll(i => rows[i]).ToArray(), batch);
            for (var i = 0; i < decided.Length; i++)
            {
                // The attempt that is in doubt may be what the other writer went on from.
                outcomes[others[i]] = decided[i] == WriteOutcome.Conflict && batch.IsInDoubt ? WriteOutcome.Unknown : decided[i];
            }
        }

        return outcomes;
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(IReadOnlyList<BucketRow> rows) =>
        retry.RunUnlessDoneAsync(() => _replacement.ReplaceAsync(rows, Guid.CreateVersion7(), Now()));

    /// <inheritdoc/>
    public Task<IReadOnlyList<IdempotentRequest?>> ClaimAsync(IReadOnlyList<IdempotentRequest> requests) =>
        retry.RunAsync(() => _claims.ClaimAsync(requests));

    /// <inheritdoc/>
    public Task<long> ForgetReceiptsAsync(Instant before) => InChunksAsync(() => _deletions.ForgetReceiptsAsync(before));

    /// <inheritdoc/>
    public async Task<long> DeleteAsync(BucketRange range)
    {
        long total = 0;
        for (BucketKey? next = new BucketKey(range.MetricId, range.Start, ""); next is { } from;)
        {
            (var count, next) = await retry.RunUnlessDoneAsync(() => _rangeDeletion.DeleteAsync(range, from));
            total += count;
        }

        // Also where nothing was there any more: an attempt before may have failed after its last row.
        for (var last = ""; last is not null;)
        {
            var after = last;
            last = await retry.RunAsync(() => _keys.DoubtAsync(range.MetricId, after, Now()));
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
        while (await retry.RunAsync(() => _keys.FindUnusedAsync(before)) is { } metric)
        {
            total += await retry.RunAsync(() => _keys.SweepAsync(metric, before));
        }

        return total;
    }

    /// <inheritdoc/>
    public Task<long> CountMostKeysAsync() => retry.RunAsync(_keys.CountMostAsync);

    /// <inheritdoc/>
    public Task MarkDeletedAsync(long metricId) => retry.RunAsync(() => _deletions.MarkDeletedAsync(metricId, Now()));

    /// <inheritdoc/>
    public async Task PurgeAsync(long metricId)
    {
        await MarkDeletedAsync(metricId);
        await InChunksAsync(() => _deletions.DeleteRowsAsync(metricId));
    }

    /// <summary>What becomes of a row that need not be sent, or must not: it would spoil the whole batch.</summary>
    private static WriteOutcome? DecideWithoutAsking(BucketRow row, BucketRow? previous)
    {
        if (row.Key == previous?.Key)
        {
            // Two writers of one row in one batch know the same version at best, and the first one moves it.
            return WriteOutcome.Conflict;
        }

        if (!IsText(row.Key.Key) || !row.Receipts.All(receipt => IsText(receipt.IdempotencyKey)))
        {
            return WriteOutcome.Refused;
        }

        return row.Receipts.DistinctBy(receipt => receipt.IdempotencyKey).Count() < row.Receipts.Count ? WriteOutcome.Duplicate : null;
    }

    /// <summary>
    /// Whether the driver can write the text down: half of a surrogate pair has no form on the wire. What else is wrong with a
    /// text, such as a zero character, the server says.
    /// </summary>
    private static bool IsText(string text) =>
        !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') || Text.HasLength(text, text.Length);

    /// <summary>Writes the rows that are as they are known.</summary>
    /// <returns>The places of the others.</returns>
    private async Task<List<int>> WriteExpectedAsync(IReadOnlyList<BucketRow> rows, List<int> sent, Batch batch)
    {
        if (sent.Count == 0)
        {
            return sent;
        }

        try
        {
            var some = sent.ConvertAll(i => rows[i]);
            var isWritten = await retry.RunAsync(() => _writer.WriteExpectedAsync(some, batch.Id, Now()), batch.Doubt);
            return [.. sent.Where((_, i) => !isWritten[i])];
        }
        catch (Exception exception) when (PostgresFailure.IsOfData(exception))
        {
            // The database cannot take one of them, and has written none. Which one that is comes out where each is decided about.
            return sent;
        }
    }

    /// <summary>Decides about the rows. Where the database does not answer that is so for them alone: the rows that are as they are known are on disk.</summary>
    private async Task<WriteOutcome[]> DecideAsync(BucketRow[] rows, Batch batch)
    {
        var outcomes = new WriteOutcome[rows.Length];
        Array.Fill(outcomes, WriteOutcome.Unknown);
        try
        {
            await DecideAsync(rows, outcomes, batch);
        }
        catch (Exception exception)
        {
            // Whatever went wrong, it went wrong for what is not decided about.
            Log.Undecided(logger, outcomes.Count(outcome => outcome == WriteOutcome.Unknown), exception.Message);
        }

        return outcomes;
    }

    /// <summary>
    /// Decides about the rows. Where the database cannot take one of them it has written none; so each half is tried alone, down to
    /// the one that is to blame.
    /// </summary>
    private async Task DecideAsync(ArraySegment<BucketRow> rows, ArraySegment<WriteOutcome> outcomes, Batch batch)
    {
        try
        {
            var decided = await retry.RunAsync(() => _writer.DecideAsync(rows, batch.Id, Now()), batch.Doubt);
            decided.CopyTo(outcomes.AsSpan());
        }
        catch (Exception exception) when (PostgresFailure.IsOfData(exception))
        {
            if (rows.Count == 1)
            {
                Log.Refused(logger, rows[0].Key.MetricId, rows[0].Key.BucketStart, exception.Message);
                outcomes[0] = WriteOutcome.Refused;
                return;
            }

            var half = rows.Count / 2;
            await DecideAsync(rows[..half], outcomes[..half], batch);
            await DecideAsync(rows[half..], outcomes[half..], batch);
        }
    }

    /// <summary>Repeats until there is nothing left to delete.</summary>
    private async Task<long> InChunksAsync(Func<Task<int>> deleteChunk)
    {
        long total = 0;
        for (int deleted; (deleted = await retry.RunAsync(deleteChunk)) > 0; total += deleted)
        {
        }

        return total;
    }

    private Instant Now() => time.GetCurrentInstant();

    /// <summary>Rows that are committed together, in one attempt or several.</summary>
    private sealed class Batch
    {
        /// <summary>What its rows carry, so that they are recognised.</summary>
        public Guid Id { get; } = Guid.CreateVersion7();

        /// <summary>Whether an attempt may have been committed without an answer.</summary>
        public bool IsInDoubt { get; private set; }

        /// <summary>An attempt has failed.</summary>
        public void Doubt(Exception failure) => IsInDoubt |= PostgresFailure.MayHaveTakenEffect(failure);
    }

    private static partial class Log
    {
        [LoggerMessage(132, LogLevel.Error, "The database refused a row of metric {Metric}, bucket {Start}: {Reason}")]
        public static partial void Refused(ILogger logger, long metric, Instant start, string reason);

        [LoggerMessage(136, LogLevel.Error, "What became of {Count} rows of a commit is not known: {Reason}")]
        public static partial void Undecided(ILogger logger, int count, string reason);
    }
}
