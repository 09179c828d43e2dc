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

    [Fact]
    public async Task Nothing_is_forgotten_in_the_run_after_the_clock_was_set_forward()
    {
        var runs = 0;
        var database = StandIn.For<IBucketDatabase>((method, _) =>
        {
            runs += method.Name == nameof(IBucketDatabase.ForgetReceiptsAsync) ? 1 : 0;
            return Task.FromResult(0L);
        });
        var time = new TwoClocks();
        using var cleanup = new Cleanup(database, time, NullLogger<Cleanup>.Instance);
        await cleanup.RunOnceAsync();

        time.Moved = TimeSpan.FromDays(1);
        await cleanup.RunOnceAsync();
        Assert.Equal(1, runs);

        await cleanup.RunOnceAsync();
        Assert.Equal(2, runs);
    }
}
