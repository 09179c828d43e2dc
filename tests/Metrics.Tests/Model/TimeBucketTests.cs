using Metrics.Silo.Model;
using NodaTime;

namespace Metrics.Tests.Model;

public sealed class TimeBucketTests
{
    private static readonly TimeBucket Bucket = new(Instant.FromUtc(2024, 4, 9, 0, 0), Instant.FromUtc(2024, 4, 10, 0, 0));

    [Fact]
    public void A_bucket_holds_its_start_and_not_its_end()
    {
        Assert.True(Bucket.Contains(Bucket.Start));
        Assert.True(Bucket.Contains(Bucket.End - Duration.Epsilon));
        Assert.False(Bucket.Contains(Bucket.End));
        Assert.False(Bucket.Contains(Bucket.Start - Duration.Epsilon));
    }
}
