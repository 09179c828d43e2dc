using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Metrics.Tests.Storage;

public sealed class CleanupTests
{
    [Fact]
    public async Task A_process_that_has_just_started_forgets_what_has_had_its_time()
    {
        var now = Instant.FromUtc(2024, 4, 9, 14, 44);
        var asked = new List<(string, Instant)>();
        var isDone = new TaskCompletionSource();
        var database = StandIn.For<IBucketDatabase>((method, arguments) =>
        {
            asked.Add((method.Name, (Instant)arguments[0]!));
            if (asked.Count == 2)
            {
                isDone.SetResult();
            }

            return Task.FromResult(0L);
        });
        using var cleanup = new Cleanup(database, new FakeTimeProvider(now.ToDateTimeOffset()), NullLogger<Cleanup>.Instance);

        await cleanup.StartAsync(default);
        await isDone.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await cleanup.StopAsync(default);

        Assert.Equal(
            [
                (nameof(IBucketDatabase.ForgetReceiptsAsync), now - Duration.FromHours(25)),
                (nameof(IBucketDatabase.SweepKeysAsync), now - Duration.FromMinutes(30)),
            ],
            asked);
    }
}
