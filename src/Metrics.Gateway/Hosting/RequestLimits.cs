using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Keeps one user from taking the server from the others, and what waits for a slow database within bounds. Load shedding of
/// the silo would not see requests that come by HTTP.
/// </summary>
internal static class RequestLimits
{
    public static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        var limits = builder.AddValidOptions<LimitOptions>(LimitOptions.Section);
        builder.Services.AddRateLimiter(options =>
        {
            // The rate comes last: what it has given it does not take back, where another limit then refuses the request.
            options.GlobalLimiter = limits.RequestsPerSecondPerUser == 0
                ? Concurrency(limits)
                : PartitionedRateLimiter.CreateChained(Concurrency(limits), Rate(limits));
            options.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : FailureHandler.RetryAfter;
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return new ValueTask(Envelope.WriteFailureAsync(
                    rejected.HttpContext, HttpStatusCode.TooManyRequests, "Too many requests of this user, nothing was changed, please try again later"));
            };
        });
    }

    private static PartitionedRateLimiter<HttpContext> Concurrency(LimitOptions limits) => PerUser(_ => new ConcurrencyLimiter(
        new() { PermitLimit = limits.ConcurrentRequestsPerUser, QueueLimit = 0 }));

    private static PartitionedRateLimiter<HttpContext> Rate(LimitOptions limits) => PerUser(_ => new TokenBucketRateLimiter(
        new()
        {
            TokenLimit = limits.RequestsPerSecondPerUser,
            TokensPerPeriod = limits.RequestsPerSecondPerUser,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,

            // The partitioned limiter does it, on one timer for all.
            AutoReplenishment = false,
        }));

    /// <summary>Requests that no user has sent, such as health checks, are not limited.</summary>
    /// <param name="create">Makes the limiter of a user. Passed on as it is: one made for each request would cost several objects.</param>
    private static PartitionedRateLimiter<HttpContext> PerUser(Func<string, RateLimiter> create)
    {
        var nobody = RateLimitPartition.GetNoLimiter("");
        return PartitionedRateLimiter.Create<HttpContext, string>(context =>
            ApiUser.Of(context) is { } user ? RateLimitPartition.Get(user.AccessId, create) : nobody);
    }
}
