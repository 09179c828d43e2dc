using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Tests.Storage;

/// <summary>Receipts and claims of requests with an idempotency key.</summary>
public abstract partial class BucketDatabaseContract
{
    [Fact]
    public async Task A_receipt_comes_with_its_row()
    {
        var receipt = new Receipt("request 🙂", 0.1234567890123456789012345678m, Start + Duration.FromMilliseconds(123));

        await CommitAsync(Row("k", 1, 0, receipt, new Receipt("other", -2, Start)));

        Assert.Equal([receipt, null, new Receipt("other", -2, Start)], await FindReceiptsAsync("k", "request 🙂", "none", "other"));
        Assert.Equal([(Receipt?)null], await FindReceiptsAsync("another bucket", "other"));
    }

    [Fact]
    public async Task A_row_in_conflict_leaves_no_receipt()
    {
        await CommitAsync(Row("k", 1));

        var outcomes = await CommitAsync(Row("a", 1, 0, new Receipt("request", 1, Start)), Row("k", 2, 0, new Receipt("request", 2, Start)));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Conflict], outcomes);
        Assert.Equal([(Receipt?)null], await FindReceiptsAsync("k", "request"));
        Assert.Equal([new Receipt("request", 1, Start)], await FindReceiptsAsync("a", "request"));
    }

    [Fact]
    public async Task A_row_whose_receipt_is_there_already_is_not_written()
    {
        await CommitAsync(Row("k", 1, 0, new Receipt("request", 1, Start)));

        var outcomes = await CommitAsync(
            Row("a", 5),
            Row("k", 2, 1, new Receipt("fresh", 2, Start), new Receipt("request", 2, Start)),
            Row("z", 5, 0, new Receipt("request", 5, Start)));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Duplicate, WriteOutcome.Written], outcomes);
        Assert.Equal((1m, 1), await FindAsync("k"));
        Assert.Equal([new Receipt("request", 1, Start), null], await FindReceiptsAsync("k", "request", "fresh"));
    }

    [Fact]
    public async Task A_row_that_was_deleted_is_not_written_anew_by_a_request_that_it_has_counted()
    {
        await CommitAsync(Row("k", 1, 0, new Receipt("request", 1, Start)));
        await Database.DeleteAsync(new BucketRange(_metric, Start, Start + Duration.FromDays(1), []));

        var outcomes = await CommitAsync(Row("a", 5), Row("k", 1, 0, new Receipt("request", 1, Start)), Row("z", 5));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Duplicate, WriteOutcome.Written], outcomes);
        Assert.Null(await FindAsync("k"));
    }

    [Fact]
    public async Task Five_thousand_rows_with_a_receipt_each_are_written()
    {
        var rows = Enumerable.Range(0, 5_000).Select(i => Row($"key{i:D5}", i, 0, new Receipt("request", i, Start))).ToArray();

        Assert.All(await CommitAsync(rows), outcome => Assert.Equal(WriteOutcome.Written, outcome));

        Assert.Equal(2 * rows.Length, await CountRowsAsync(_metric));
    }

    [Fact]
    public async Task The_old_is_forgotten_and_the_young_is_not()
    {
        var (old, limit) = (Start - Duration.FromHours(25), Start - Duration.FromHours(24));
        await CommitAsync(Row("k", 1, 0, new Receipt("old", 1, old), new Receipt("young", 1, limit)));
        await Database.ClaimAsync([new IdempotentRequest(_metric, "old", "hash", old), new IdempotentRequest(_metric, "young", "hash", limit)]);

        Assert.Equal(2, await Database.ForgetReceiptsAsync(limit));
        Assert.Equal(0, await Database.ForgetReceiptsAsync(limit));

        Assert.Equal([null, new Receipt("young", 1, limit)], await FindReceiptsAsync("k", "old", "young"));
        var again = new IdempotentRequest(_metric, "old", "another hash", Start);
        Assert.Equal([again], await Database.ClaimAsync([again]));
    }

    [Fact]
    public async Task A_request_is_not_forgotten_before_its_receipts()
    {
        var (old, limit) = (Start - Duration.FromHours(25), Start - Duration.FromHours(24));
        var receipts = Enumerable.Range(0, 10_001).Select(number => new Receipt($"request {number}", 1, old)).ToList();
        await CommitAsync(Row("k", 1, 0, receipts));
        var request = new IdempotentRequest(_metric, "request 10000", "hash", old);
        await Database.ClaimAsync([request]);
        var another = new IdempotentRequest(_metric, "request 10000", "another hash", Start);

        Assert.Equal(10_000, await ForgetChunkAsync(limit));
        Assert.Equal([request], await Database.ClaimAsync([another]));

        Assert.Equal(2, await Database.ForgetReceiptsAsync(limit));
        Assert.Equal([another], await Database.ClaimAsync([another]));
    }

    [Fact]
    public async Task The_first_claim_stands()
    {
        var first = new IdempotentRequest(_metric, "request", "hash", Start);
        var second = new IdempotentRequest(_metric, "request", "another hash", Start + Duration.FromMinutes(1));
        var other = new IdempotentRequest(_metric, "Request", "hash", Start);

        Assert.Equal([first], await Database.ClaimAsync([first]));
        Assert.Equal([other, first, first], await Database.ClaimAsync([other, second, first]));
    }

    [Fact]
    public async Task All_claims_of_one_key_in_a_batch_get_the_first()
    {
        var other = NewMetric();
        var first = new IdempotentRequest(_metric, "request", "hash", Start);
        var second = first with { BodyHash = "another hash" };
        var elsewhere = first with { MetricId = other, BodyHash = "third hash" };

        Assert.Equal([first, elsewhere, first, first], await Database.ClaimAsync([first, elsewhere, second, first]));
    }

    [Fact]
    public async Task Claims_are_found_and_not_made_thereby()
    {
        var first = new IdempotentRequest(_metric, "request 🙂", "hash", Start + Duration.FromMilliseconds(123));
        var second = first with { BodyHash = "another hash", ReceivedAt = Start };
        var (other, elsewhere) = (first with { IdempotencyKey = "other" }, first with { MetricId = NewMetric() });
        await Database.ClaimAsync([first]);

        Assert.Equal([null, first, null, first], await Database.FindClaimsAsync([other, second, elsewhere, first]));
        Assert.Equal([null, first, null, first], await Database.FindClaimsAsync([other, second, elsewhere, first]));
        Assert.Empty(await Database.FindClaimsAsync([]));
    }

    [Fact]
    public async Task Claims_of_a_deleted_metric_get_nothing()
    {
        var deleted = NewMetric();
        await Database.ClaimAsync([new IdempotentRequest(deleted, "request", "hash", Start)]);
        await Database.PurgeAsync(deleted);
        var living = new IdempotentRequest(_metric, "request", "hash", Start);

        Assert.Equal([null, living, null], await Database.ClaimAsync(
            [new IdempotentRequest(deleted, "request", "hash", Start), living, new IdempotentRequest(deleted, "new", "hash", Start)]));
        Assert.Equal(0, await CountRowsAsync(deleted));
    }

    [Fact]
    public async Task Concurrent_claims_of_the_same_keys_agree()
    {
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"request {i}")];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(claimant => Task.Run(() => Database.ClaimAsync(
            [.. (claimant % 2 == 0 ? keys : keys.Reverse()).Select(key => new IdempotentRequest(_metric, key, $"hash {claimant}", Start))]))));

        var recorded = answers.SelectMany(answer => answer).Distinct().ToArray();
        Assert.Equal(keys.Order(), recorded.Select(request => request!.IdempotencyKey).Order());
    }

    private Task<IReadOnlyList<Receipt?>> FindReceiptsAsync(string bucket, params IEnumerable<string> idempotencyKeys) =>
        Database.FindReceiptsAsync([.. idempotencyKeys.Select(key => new ReceiptKey(new BucketKey(_metric, Start, bucket), key))]);
}
