using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Silo.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NodaTime;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>A limit on the requests of a user at a time together with one on those in a second. Without a server: on a slow machine that would take seconds.</summary>
public sealed class BothLimitsTests
{
    [Fact]
    public async Task Requests_that_are_too_many_at_a_time_do_not_count_for_the_rate()
    {
        var builder = WebApplication.CreateSlimBuilder(["--Limits:ConcurrentRequestsPerUser=1", "--Limits:RequestsPerSecondPerUser=100"]);
        builder.AddRequestLimits();
        await using var services = builder.Services.BuildServiceProvider();
        using var limiter = services.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        var request = Request();

        using (var first = await limiter.AcquireAsync(request))
        {
            Assert.True(first.IsAcquired);
            for (var i = 0; i < 1_000; i++)
            {
                using var refused = await limiter.AcquireAsync(request);
                Assert.False(refused.IsAcquired);
            }
        }

        using var next = await limiter.AcquireAsync(request);
        Assert.True(next.IsAcquired);
    }

    private static DefaultHttpContext Request()
    {
        var organization = new Organization("Main", new BucketCalendar(DateTimeZone.Utc, IsoDayOfWeek.Monday), new Dictionary<Interval, RetentionPeriod>());
        return new DefaultHttpContext { User = new ApiUser("user", organization, Role.StandardUser).Principal };
    }
}
