using Metrics.Silo;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests;

public sealed class PeriodicServiceTests : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<PeriodicService> _logger = new();
    private readonly Counting _service;

    public PeriodicServiceTests() => _service = new Counting(_time, _logger);

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(default);
        _service.Dispose();
    }

    [Fact]
    public async Task It_runs_at_the_start_and_after_each_period()
    {
        await _service.StartAsync(default);
        await _service.NextRunAsync();

        _time.Advance(Period);
        await _service.NextRunAsync();
        _time.Advance(Period);
        await _service.NextRunAsync();

        Assert.Equal(3, _service.Runs);
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_run_that_fails_is_logged_and_not_the_last()
    {
        var fault = new InvalidOperationException("a fault");
        _service.Failures.Enqueue(fault);
        _service.Failures.Enqueue(new TimeoutException("no answer"));
        await _service.StartAsync(default);
        await _service.NextRunAsync();

        _time.Advance(Period);
        await _service.NextRunAsync();
        _time.Advance(Period);
        await _service.NextRunAsync();

        // Where a fault was thrown is of use, where the database did not answer is not.
        Assert.Equal(
            [
                new LogLine(LogLevel.Warning, "A run failed, another try comes in 00:10:00: a fault", fault),
                new LogLine(LogLevel.Warning, "A run failed, another try comes in 00:10:00: no answer", null),
            ],
            _logger.Lines);
    }

    [Fact]
    public async Task A_run_that_goes_on_does_not_hold_up_the_stop()
    {
        _service.IsEndless = true;
        await _service.StartAsync(default);
        await _service.NextRunAsync();

        await _service.StopAsync(default).WaitAsync(Patience);

        Assert.Empty(_logger.Lines);
    }

    private sealed class Counting(TimeProvider time, ILogger logger) : PeriodicService(Period, time, logger)
    {
        private readonly SemaphoreSlim _begun = new(0);

        public int Runs { get; private set; }

        public Queue<Exception> Failures { get; } = [];

        public bool IsEndless { get; set; }

        public Task NextRunAsync() => _begun.WaitAsync();

        public override Task RunOnceAsync()
        {
            Runs++;
            _begun.Release();
            return IsEndless ? new TaskCompletionSource().Task
                : Failures.TryDequeue(out var failure) ? Task.FromException(failure)
                : Task.CompletedTask;
        }

        public override void Dispose()
        {
            _begun.Dispose();
            base.Dispose();
        }
    }
}
