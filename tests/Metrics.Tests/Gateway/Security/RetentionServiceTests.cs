using System.Threading.Channels;
using Metrics.Gateway.Security;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging;
using Instant = NodaTime.Instant;

namespace Metrics.Tests.Gateway.Security;

/// <summary>Whose old values a process has deleted, and when.</summary>
public sealed class RetentionServiceTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly TwoClocks _time = new();
    private readonly RecordingLogger<RetentionService> _logger = new();
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly Queue<Exception> _failuresOfFirst = new();
    private readonly RetentionService _service;
    private Instant _timeOfDatabase = Instant.FromUtc(2024, 4, 9, 15, 0);

    public RetentionServiceTests()
    {
        _time.SetUtcNow(new DateTimeOffset(2024, 4, 9, 14, 44, 0, TimeSpan.Zero));
        var users = new ApiUserDirectory(
        [
            new OrganizationOptions { Name = "First", Retention = { ["Hourly"] = "2 days" } },
            new OrganizationOptions { Name = "For ever" },
            new OrganizationOptions { Name = "Second", Retention = { ["Monthly"] = "1 month" } },
        ]);
        _service = new RetentionService(
            users,
            StandIn.For<IGrainFactory>((_, arguments) => GrainOf((string)arguments[0]!)),
            new StorageProbe(StandIn.For<IBucketDatabase>((_, _) => Task.FromResult(_timeOfDatabase))),
            _time,
            _logger);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(default);
        _service.Dispose();
    }

    [Fact]
    public async Task Each_organization_with_a_retention_is_asked_at_the_start_and_every_ten_minutes()
    {
        await _service.StartAsync(default);
        Assert.Equal(["r|First: Hourly from 2024-04-07T14:00:00Z", "r|Second: Monthly from 2024-03-01T00:00:00Z"], await NextRunAsync());

        for (var run = 0; run < 2; run++)
        {
            _time.Advance(Period);
            Assert.StartsWith("r|First: Hourly from 2024-04-07T1", (await NextRunAsync())[0], StringComparison.Ordinal);
        }

        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_process_whose_clock_is_ahead_goes_by_that_of_the_database()
    {
        _timeOfDatabase = Instant.FromUtc(2024, 2, 9, 14, 44);

        await _service.StartAsync(default);

        Assert.Equal(["r|First: Hourly from 2024-02-07T14:00:00Z", "r|Second: Monthly from 2024-01-01T00:00:00Z"], await NextRunAsync());
    }

    [Fact]
    public async Task Nobody_is_asked_in_the_run_after_the_clock_was_set_forward()
    {
        _timeOfDatabase = Instant.FromUtc(2025, 1, 1, 0, 0);
        await _service.RunOnceAsync();
        await NextRunAsync();

        _time.Moved = TimeSpan.FromDays(1);
        await _service.RunOnceAsync();
        Assert.False(_asked.Reader.TryPeek(out _));
        Assert.StartsWith("The wall clock was set forward by 1.00:00:00", Assert.Single(_logger.Lines).Message, StringComparison.Ordinal);

        await _service.RunOnceAsync();
        Assert.Equal("r|First: Hourly from 2024-04-08T14:00:00Z", (await NextRunAsync())[0]);
    }

    [Fact]
    public async Task An_organization_that_fails_is_logged_and_keeps_nobody_else_waiting()
    {
        var fault = new InvalidOperationException("a fault");
        _failuresOfFirst.Enqueue(fault);
        _failuresOfFirst.Enqueue(new TimeoutException("no answer"));

        await _service.StartAsync(default);
        await NextRunAsync();
        _time.Advance(Period);
        await NextRunAsync();

        // Where a fault was thrown is of use, where a silo did not answer is not.
        Assert.Equal(
            [
                new LogLine(LogLevel.Warning, "Old values of First could not be deleted, another try comes in ten minutes: a fault", fault),
                new LogLine(LogLevel.Warning, "Old values of First could not be deleted, another try comes in ten minutes: no answer", null),
            ],
            _logger.Lines);
    }

    /// <summary>What both organizations are asked for.</summary>
    private async Task<string[]> NextRunAsync() => [await NextAsync(), await NextAsync()];

    private Task<string> NextAsync() => _asked.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    private IRetentionGrain GrainOf(string key) => StandIn.For<IRetentionGrain>((_, arguments) =>
    {
        var firstKept = (IReadOnlyDictionary<Interval, Instant>)arguments[0]!;
        Assert.True(_asked.Writer.TryWrite($"{key}: {string.Join(", ", firstKept.Select(entry => $"{entry.Key} from {entry.Value}"))}"));
        return key == "r|First" && _failuresOfFirst.TryDequeue(out var failure) ? Task.FromException<long>(failure) : Task.FromResult(0L);
    });
}
