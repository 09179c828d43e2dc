using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using NodaTime;
using Orleans.TestingHost;

namespace Metrics.Tests.Grains;

/// <summary>A repetition that overtakes the commit of its first request, or that request itself.</summary>
public sealed class BucketGrainTests : IAsyncLifetime
{
    /// <summary>To a sum of zero this can be added once, and not twice.</summary>
    private const decimal Half = 50_000_000_000_000_000_000_000_000_000m;

    private static readonly BucketKey Bucket = new(1, Instant.FromUtc(2024, 4, 9, 0, 0), "a");
    private static readonly Receipt Request = new("request", 0, Bucket.BucketStart);

    private readonly InProcessTestCluster _cluster;
    private readonly List<Receipt> _committed = [];
    private Func<Task> _onceLookedFor = () => Task.CompletedTask;

    public BucketGrainTests()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => silo.AddBucketsOn(StandIn.For<IBucketDatabase>((method, arguments) => method.Name switch
        {
            nameof(IBucketDatabase.ReadAsync) => Task.FromResult<IReadOnlyList<BucketRow?>>([null]),
            nameof(IBucketDatabase.FindReceiptsAsync) => FindReceiptAsync(),
            nameof(IBucketDatabase.CommitAsync) => Commit((IReadOnlyList<BucketRow>)arguments[0]!),
            _ => throw new InvalidOperationException(method.Name),
        })));
        _cluster = builder.Build();
    }

    private static Aggregate Samples => Aggregate.Of(AggregationType.Sum, new Sample(Half));

    private IBucketGrain Grain => _cluster.Client.GetGrain<IBucketGrain>(Bucket.ToGrainKey());

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_repetition_whose_first_request_is_committed_after_the_look_for_its_receipt_is_answered_as_that_was()
    {
        _onceLookedFor = () => AddAsync(isRepetition: false);

        Assert.Equal(Half, await AddAsync(isRepetition: true));

        Assert.Equal([Request with { Value = Half }], _committed);
    }

    [Fact]
    public async Task A_first_request_that_its_repetition_has_overtaken_is_answered_as_that_was()
    {
        await AddAsync(isRepetition: true);

        Assert.Equal(Half, await AddAsync(isRepetition: false));

        Assert.Equal([Request with { Value = Half }], _committed);
    }

    [Fact]
    public async Task A_repetition_that_was_never_counted_and_does_not_fit_is_refused()
    {
        await Grain.Add(AggregationType.Sum, Samples);

        await Assert.ThrowsAsync<AggregateOverflowException>(() => AddAsync(isRepetition: true));

        Assert.Empty(_committed);
    }

    private Task<decimal> AddAsync(bool isRepetition) => Grain.AddOnce(AggregationType.Sum, Samples, Request, isRepetition);

    /// <summary>Finds what is committed now, and lets the test go on before it tells.</summary>
    private async Task<IReadOnlyList<Receipt?>> FindReceiptAsync()
    {
        Receipt?[] found = [_committed.SingleOrDefault()];
        var next = _onceLookedFor;
        _onceLookedFor = () => Task.CompletedTask;
        await next();
        return found;
    }

    private Task<IReadOnlyList<WriteOutcome>> Commit(IReadOnlyList<BucketRow> rows)
    {
        _committed.AddRange(rows.SelectMany(row => row.Receipts));
        return Task.FromResult<IReadOnlyList<WriteOutcome>>([.. rows.Select(_ => WriteOutcome.Written)]);
    }
}
