using Metrics.Silo;
using Metrics.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.Support;

/// <summary>A silo of a test that has buckets, and nothing else of the service.</summary>
internal static class BucketSilo
{
    /// <summary>Adds the grains of buckets with all that they need.</summary>
    public static void AddBucketsOn(this ISiloBuilder silo, IBucketDatabase database)
    {
        silo.Services.AddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(database);
        silo.Services.AddSingleton(SilentMeters.Create());
        silo.Services.AddSingleton<KeyCache>();
        silo.Services.AddSingleton<BucketStorage>();
        silo.Services.AddBuckets();
    }
}
