using System.Globalization;
using StackExchange.Redis;

namespace Metrics.Benchmarks.Servers;

/// <summary>One HINCRBYFLOAT per request. Redis adds binary floats: fast, and not exact.</summary>
internal sealed class RedisStore(IDatabase database, TimeProvider time)
{
    public Task AddAsync(string metric, PostedPoint point) =>
        database.HashIncrementAsync(string.Create(CultureInfo.InvariantCulture, $"{metric}:{time.GetUtcNow():yyyyMMdd}"), point.Name, (double)point.Value);
}
