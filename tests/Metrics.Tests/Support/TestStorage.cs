using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Metrics.Tests.Support;

/// <summary>The storage of buckets as the service sets it up, on a database of the test's choice.</summary>
internal static class TestStorage
{
    public static BucketStorage Create(IBucketDatabase database, KeyCache keys, TimeProvider time) => new(
        database,
        keys,
        Options.Create(new StorageOptions()),
        Options.Create(new StorageLimitOptions()),
        SilentMeters.Create(),
        time,
        NullLogger<BucketStorage>.Instance);
}
