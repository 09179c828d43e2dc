using System.Diagnostics;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Compare;

/// <summary>A program that runs beside this one for as long as it is measured.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessOutput _output;

    private ServerProcess(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _output = new ProcessOutput(_process);
    }

    public int Id => _process.Id;

    /// <summary>Starts a program of .NET that lies beside this one, which collects its garbage as in the image (deploy/Dockerfile).</summary>
    public static ServerProcess StartDotnet(
        string folder, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments]) { WorkingDirectory = folder };
        start.Environment["DOTNET_GCgen0size"] = "0x4000000";
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new ServerProcess(start);
    }

    /// <summary>Starts any program.</summary>
    public static ServerProcess Start(string folder, string program, params IEnumerable<string> arguments) =>
        new(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder });

    /// <summary>Repeats the question until it is answered with yes.</summary>
    /// <exception cref="ComparisonException">The program has ended, or the answer does not come within a minute.</exception>
    public async Task WaitUntilAsync(Func<Task<bool>> isReady, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isReady())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartTimeout)
            {
                throw new ComparisonException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not start:\n{_output}");
            }

            await Task.Delay(50, stop);
        }
    }

    /// <summary>Kills it. Nothing is lost: its data lies in a folder that is thrown away.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
