using System.Diagnostics.Metrics;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Storage;

/// <summary>Whether the database answers, as a process shows it to whoever watches.</summary>
public sealed class StorageWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<StorageWatch> _log = new();
    private readonly Meter _meter = new(nameof(StorageWatchTests));
    private readonly MeterListener _listener = new();
    private readonly StorageWatch _watch;
    private Task<IReadOnlyList<BucketRow?>> _answer = Answered;
    private int _shown;

    public StorageWatchTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter && instrument.Name == "metrics.storage.up")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _shown = value);
        _listener.Start();
        var metrics = new StorageMetrics(StandIn.For<IMeterFactory>((_, _) => _meter), _time);
        _watch = new StorageWatch(new StorageProbe(StandIn.For<IBucketDatabase>((_, _) => _answer)), metrics, _time, _log);
    }

    private static Task<IReadOnlyList<BucketRow?>> Answered => Task.FromResult<IReadOnlyList<BucketRow?>>([null]);

    private static Task<IReadOnlyList<BucketRow?>> Failed => Task.FromException<IReadOnlyList<BucketRow?>>(new StorageUnavailableException("away", new TimeoutException()));

    public void Dispose()
    {
        _watch.Dispose();
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task It_shows_what_came_of_the_last_question()
    {
        Assert.Equal(1, Shown());

        _answer = Failed;
        await _watch.RunOnceAsync();
        Assert.Equal(0, Shown());

        _answer = Answered;
        await _watch.RunOnceAsync();
        Assert.Equal(1, Shown());
    }

    [Fact]
    public async Task One_that_takes_longer_than_readiness_waits_does_not_answer()
    {
        var late = new TaskCompletionSource<IReadOnlyList<BucketRow?>>();
        _answer = late.Task;

        var run = _watch.RunOnceAsync();
        Assert.Equal(1, Shown());
        _time.Advance(StorageProbe.TimeToAnswer);
        await Wait.UntilAsync(() => Task.FromResult(Shown() == 0), () => "the database is still shown to answer");
        late.SetResult([null]);
        await run;

        Assert.Equal(0, Shown());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task The_log_has_the_first_failure_and_the_end_of_them()
    {
        _answer = Failed;
        await _watch.RunOnceAsync();
        await _watch.RunOnceAsync();
        _answer = Answered;
        await _watch.RunOnceAsync();
        await _watch.RunOnceAsync();

        Assert.Equal(
            [(LogLevel.Error, "A batch of 1 failed (probe): away"), (LogLevel.Information, "A batch succeeded again (probe), after 2 had failed.")],
            _log.Lines.Select(line => (line.Level, line.Message)));
    }

    private int Shown()
    {
        _listener.RecordObservableInstruments();
        return _shown;
    }
}
