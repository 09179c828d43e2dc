using System.Globalization;

namespace Metrics.Samples;

/// <summary>Counts acknowledged points and writes a line about them once a second.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="time">The clock of the lines and of the rate.</param>
/// <param name="total">How many points are expected; null when the work has no end.</param>
/// <param name="inPlace">True on a terminal: each line overwrites the one before, as an hour of lines helps nobody.</param>
internal sealed class Progress(TextWriter output, TimeProvider time, long? total, bool inPlace)
{
    private readonly long _started = time.GetTimestamp();
    private long _points;

    /// <summary>Points that the server has acknowledged so far.</summary>
    public long Points => Interlocked.Read(ref _points);

    /// <summary>Counts points that the server has just acknowledged; safe from any thread.</summary>
    public void Add(int points) => Interlocked.Add(ref _points, points);

    /// <summary>Shows progress for as long as <paramref name="work"/> runs.</summary>
    public async Task ShowWhileAsync(Func<Task> work)
    {
        using var finished = new CancellationTokenSource();
        var showing = ShowAsync(finished.Token);
        try
        {
            await work();
        }
        finally
        {
            await finished.CancelAsync();
            await showing;
        }
    }

    /// <summary>The closing line: total, elapsed time and rate.</summary>
    public string Summary()
    {
        var elapsed = time.GetElapsedTime(_started);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Points:N0} points in {elapsed:hh\\:mm\\:ss\\.f}, {Rate(elapsed):N0} points/s");
    }

    private async Task ShowAsync(CancellationToken finished)
    {
        using var everySecond = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var shown = false;
        try
        {
            while (await everySecond.WaitForNextTickAsync(finished))
            {
                await output.WriteAsync(inPlace ? $"\r{Line(),-60}" : Line() + Environment.NewLine);
                shown = true;
            }
        }
        catch (OperationCanceledException)
        {
            if (shown && inPlace)
            {
                await output.WriteLineAsync();
            }
        }
    }

    private string Line()
    {
        var rate = Rate(time.GetElapsedTime(_started));
        return total is { } all
            ? string.Create(CultureInfo.InvariantCulture,
                $"{Points:N0} of {all:N0} points, {(double)Points / all:P0}, {rate:N0} points/s")
            : string.Create(CultureInfo.InvariantCulture, $"{Points:N0} points, {rate:N1} points/s");
    }

    private double Rate(TimeSpan elapsed) => Points / Math.Max(elapsed.TotalSeconds, 0.001);
}
