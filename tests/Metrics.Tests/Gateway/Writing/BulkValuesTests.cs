using Metrics.Gateway.Writing;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>What a request of many points is told where some of its buckets fail: certain only where all refuse alike.</summary>
public sealed class BulkValuesTests
{
    public static TheoryData<Exception> Refusals => [new StorageQueueFullException(), new AggregateOverflowException(), new MetricDeletedException()];

    [Fact]
    public async Task Values_stand_where_their_buckets_do()
    {
        var values = new BulkValues(2);
        await values.SetAsync(1, new(2m));
        await values.SetAsync(0, new(1m));

        Assert.False(values.HaveFailed);
        Assert.Equal([1m, 2m], values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Where_all_refuse_alike_nothing_was_changed(Exception refusal)
    {
        var values = await FailedAsync(refusal, refusal is StorageQueueFullException ? new StorageQueueFullException() : (Exception)Activator.CreateInstance(refusal.GetType())!);

        Assert.True(values.HaveFailed);
        Assert.Same(refusal, Assert.Throws(refusal.GetType(), values.ToArray));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Where_one_refuses_and_another_does_not_the_outcome_is_unknown(Exception refusal)
    {
        var values = await FailedAsync(refusal, null);

        Assert.Same(refusal, Assert.Throws<StorageUnavailableException>(values.ToArray).InnerException);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Where_another_fails_in_another_way_the_outcome_is_unknown(Exception refusal)
    {
        var values = await FailedAsync(refusal, new TimeoutException());

        Assert.Same(refusal, Assert.Throws<StorageUnavailableException>(values.ToArray).InnerException);
    }

    [Fact]
    public async Task Where_they_refuse_for_different_reasons_no_reason_is_that_of_all()
    {
        var values = await FailedAsync(new StorageQueueFullException(), new MetricDeletedException());

        Assert.Throws<StorageUnavailableException>(values.ToArray);
    }

    [Fact]
    public async Task A_failure_that_says_nothing_of_its_outcome_is_told_as_it_is()
    {
        var failure = new TimeoutException();
        var values = await FailedAsync(failure, new StorageQueueFullException());

        Assert.Same(failure, Assert.Throws<TimeoutException>(values.ToArray));
    }

    /// <summary>Buckets that fail with these; one without a failure has a value.</summary>
    private static async Task<BulkValues> FailedAsync(params Exception?[] failures)
    {
        var values = new BulkValues(failures.Length);
        for (var i = 0; i < failures.Length; i++)
        {
            await values.SetAsync(i, failures[i] is { } failure ? ValueTask.FromException<decimal>(failure) : new(1m));
        }

        return values;
    }
}
