using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;
using Orleans.Storage;

namespace Metrics.Tests.Storage;

/// <summary>Buckets of keys that are new, which are not read.</summary>
public sealed class BucketStorageTests : IClassFixture<PostgresDatabase>, IAsyncDisposable
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static long s_lastMetric;

    private readonly PostgresDatabase _database;
    private readonly KeyCache _keys = new(TimeProvider.System);
    private readonly KeyRegistry _registry;
    private readonly BucketStorage _storage;
    private readonly BucketKey _bucket = new(Interlocked.Increment(ref s_lastMetric), Start, "key");
    private int _failures;

    public BucketStorageTests(PostgresDatabase database)
    {
        _database = database;
        _registry = new KeyRegistry(
            database.Buckets,
            Options.Create(new StorageOptions()),
            Options.Create(new StorageLimitOptions()),
            _keys,
            TimeProvider.System,
            NullLogger<KeyRegistry>.Instance);
        _storage = TestStorage.Create(database.Buckets, _keys, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task After_the_first_bucket_of_a_new_key_its_buckets_are_read()
    {
        await AdmitAsync();
        Assert.Equal(1, await AddAsync(await OpenAsync(_bucket)));

        Assert.Equal(2, await AddAsync(await OpenAsync(_bucket)));
        Assert.Equal(1, await AddAsync(await OpenAsync(_bucket with { BucketStart = Start + Duration.FromHours(1) })));
        Assert.Equal(0, _failures);
    }

    [Fact]
    public async Task A_row_that_another_silo_has_written_since_refuses_the_first_sample_and_is_read_then()
    {
        await AdmitAsync();
        await _database.Buckets.CommitAsync([new BucketRow(_bucket, new Aggregate { Count = 1, Sum = 10 }, 0)]);

        var unread = await OpenAsync(_bucket);
        await Assert.ThrowsAsync<InconsistentStateException>(() => AddAsync(unread));

        Assert.Equal(1, _failures);
        Assert.Equal(11, await AddAsync(await OpenAsync(_bucket)));
    }

    [Fact]
    public async Task A_key_with_values_that_nobody_had_recorded_is_read()
    {
        await _database.Buckets.CommitAsync([new BucketRow(_bucket, new Aggregate { Count = 1, Sum = 10 }, 0)]);

        await AdmitAsync();

        Assert.Equal(11, await AddAsync(await OpenAsync(_bucket)));
        Assert.Equal(0, _failures);
    }

    private async Task AdmitAsync() => Assert.True(await _registry.AdmitAsync(new MetricKey(_bucket.MetricId, _bucket.Key)));

    private Task<ActiveBucket> OpenAsync(BucketKey key) => _storage.OpenAsync(key, () => _failures++);

    private static async Task<decimal> AddAsync(ActiveBucket bucket) => await bucket.Add(1).CommittedAsync();
}
