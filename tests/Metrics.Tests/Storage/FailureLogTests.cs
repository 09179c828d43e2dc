using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Metrics.Tests.Storage;

/// <summary>What a log says of a database that is away.</summary>
public sealed class FailureLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<FailureLog> _log = new();
    private readonly FailureLog _failures;

    public FailureLogTests() => _failures = new FailureLog("read", _time, _log);

    private string[] Lines => [.. _log.Lines.Select(line => line.Message)];

    [Fact]
    public void An_outage_is_told_when_it_begins_every_ten_seconds_and_when_it_is_over()
    {
        for (var i = 0; i < 250; i++)
        {
            _failures.Failed(i + 1, new NpgsqlException("away"));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _failures.Succeeded();
        _failures.Succeeded();

        Assert.Equal(
            [
                "A batch of 1 failed (read): away",
                "100 more batches failed (read), the last one of 101: away",
                "100 more batches failed (read), the last one of 201: away",
                "A batch succeeded again (read), after 250 had failed.",
            ],
            Lines);
        Assert.Equal([LogLevel.Error, LogLevel.Error, LogLevel.Error, LogLevel.Information], _log.Lines.Select(line => line.Level));
    }

    [Fact]
    public void Where_batches_fail_and_succeed_in_turn_the_lines_are_as_few()
    {
        for (var i = 0; i < 150; i++)
        {
            _failures.Failed(1, new NpgsqlException("away"));
            _failures.Succeeded();
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _time.Advance(TimeSpan.FromSeconds(5));
        _failures.Succeeded();

        Assert.Equal(
            [
                "A batch of 1 failed (read): away",
                "A batch succeeded again (read), after 1 had failed.",
                "100 more batches failed (read), the last one of 1: away",
                "A batch succeeded again (read), after 100 had failed.",
                "A batch succeeded again (read), after 49 had failed.",
            ],
            Lines);
    }

    [Fact]
    public void What_nobody_has_foreseen_is_told_each_time_with_its_place()
    {
        var fault = new InvalidOperationException("a fault");
        _failures.Failed(1, new NpgsqlException("away"));
        _failures.Failed(2, fault);
        _failures.Failed(3, fault);

        Assert.Equal(["A batch of 1 failed (read): away", "A batch of 2 failed (read): a fault", "A batch of 3 failed (read): a fault"], Lines);
        Assert.Equal([null, fault, fault], _log.Lines.Select(line => line.Exception));
    }
}
