using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// Commits batches of aggregates, each in as many attempts as it takes. The rows that are still as their writers know them are written
/// first, all in one statement; about those that are left over a second statement decides one by one.
/// </summary>
internal sealed partial class PostgresCommitter(PostgresBucketWriter writer, PostgresRetry retry, TimeProvider time, ILogger logger)
{
    /// <inheritdoc cref="IBucketDatabase.CommitAsync"/>
    public async Task<IReadOnlyList<WriteOutcome>> CommitAsync(IReadOnlyList<BucketRow> rows)
    {
        var outcomes = new WriteOutcome[rows.Count];

        // A row that is written is not asked about again, however often the others are: another writer may have gone on from it.
        var batch = new Batch();
        var others = await WriteExpectedAsync(rows, batch);
        if (others.Count > 0)
        {
            var decided = await DecideAsync(others.ConvertAll(i => rows[i]).ToArray(), batch);
            for (var i = 0; i < decided.Length; i++)
            {
                // Where an attempt may have been committed, the other writer may have gone on from it.
                outcomes[others[i]] = decided[i] == WriteOutcome.Conflict && batch.IsInDoubt ? WriteOutcome.Unknown : decided[i];
            }
        }

        return outcomes;
    }

    /// <summary>Writes the rows that are as their writers know them.</summary>
    /// <returns>The places of the others.</returns>
    private async Task<List<int>> WriteExpectedAsync(IReadOnlyList<BucketRow> rows, Batch batch)
    {
        var places = Enumerable.Range(0, rows.Count);
        try
        {
            var isWritten = await retry.RunAsync(() => writer.WriteExpectedAsync(rows, batch.Id, Now()), batch.Doubt);
            return [.. places.Where(i => !isWritten[i])];
        }
        catch (Exception exception) when (PostgresFailure.IsOfData(exception))
        {
            // The database cannot take one of them, and has written none. Which one it is shows when it decides about each.
            return [.. places];
        }
    }

    /// <summary>
    /// Decides about the rows that were not as their writers knew them. Where the database does not answer, they alone are unknown: the
    /// other rows of the batch are on disk.
    /// </summary>
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
            // Whatever went wrong, only those are unknown that are not decided about.
            Log.Undecided(logger, outcomes.Count(outcome => outcome == WriteOutcome.Unknown), exception.Message, exception.UnlessExpected());
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
            var decided = await retry.RunAsync(() => writer.DecideAsync(rows, batch.Id, Now()), batch.Doubt);
            decided.CopyTo(outcomes.AsSpan());
        }
        catch (Exception exception) when (PostgresFailure.IsOfData(exception))
        {
            if (rows.Count == 1)
            {
                Log.Invalid(logger, rows[0].Key.MetricId, rows[0].Key.BucketStart, exception.Message);
                outcomes[0] = WriteOutcome.Invalid;
                return;
            }

            var half = rows.Count / 2;
            await DecideAsync(rows[..half], outcomes[..half], batch);
            await DecideAsync(rows[half..], outcomes[half..], batch);
        }
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
        [LoggerMessage(132, LogLevel.Error, "The database cannot hold a row of metric {Metric}, bucket {Start}: {Reason}")]
        public static partial void Invalid(ILogger logger, long metric, Instant start, string reason);

        [LoggerMessage(136, LogLevel.Error, "What became of {Count} rows of a commit is not known: {Reason}")]
        public static partial void Undecided(ILogger logger, int count, string reason, Exception? exception);
    }
}
