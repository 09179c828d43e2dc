using Metrics.Silo;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Metrics.Tests;

public sealed class ClockCheckTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TwoClocks _time = new();
    private readonly RecordingLogger<ClockCheck> _logger = new();
    private readonly ClockCheck _clock;

    public ClockCheckTests() => _clock = new ClockCheck(_time, _logger);

    [Fact]
    public void A_run_after_the_clock_was_set_forward_is_left_out_and_the_next_one_goes_on()
    {
        Assert.True(MayRunAfter(Hour));
        Assert.True(MayRunAfter(Hour));

        _time.Moved += TimeSpan.FromDays(1);
        Assert.False(MayRunAfter(Hour));
        Assert.True(MayRunAfter(Hour));

        var line = Assert.Single(_logger.Lines);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith("The wall clock was set forward by 1.00:00:00 since the last run", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_is_put_right_by_minutes_or_set_back_changes_nothing()
    {
        Assert.True(MayRunAfter(Hour));

        _time.Moved += ClockCheck.MaxStep;
        Assert.True(MayRunAfter(Hour));
        _time.Moved -= TimeSpan.FromDays(1);
        Assert.True(MayRunAfter(Hour));

        // To the right time again, as after a moment with a wrong one.
        _time.Moved += TimeSpan.FromDays(1);
        Assert.False(MayRunAfter(Hour));
    }

    [Fact]
    public void Of_two_runs_in_a_row_one_goes_on_whatever_the_clock_does()
    {
        Assert.True(MayRunAfter(Hour));
        foreach (var mayRun in new[] { false, true, false, true })
        {
            _time.Moved += TimeSpan.FromDays(1);
            Assert.Equal(mayRun, MayRunAfter(Hour));
        }
    }

    [Fact]
    public void A_run_that_comes_late_is_not_left_out()
    {
        Assert.True(MayRunAfter(Hour));
        Assert.True(MayRunAfter(TimeSpan.FromDays(3)));
    }

    private bool MayRunAfter(TimeSpan passed)
    {
        _time.Advance(passed);
        return _clock.MayRun();
    }
}
