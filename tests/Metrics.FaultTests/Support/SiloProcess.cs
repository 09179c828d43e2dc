using System.Diagnostics;
using System.Globalization;
using Metrics.Tests.Support;
using Xunit.Sdk;

namespace Metrics.FaultTests.Support;

/// <summary>One place in a cluster, with ports of its own, and the process that runs in it at the moment, if one does.</summary>
internal sealed class SiloProcess : IDisposable
{
    private const int MostStarts = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<string> _command;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private GatewayProcess? _process;

    /// <param name="name">What reports call it.</param>
    /// <param name="ip">The address it listens on.</param>
    /// <param name="settings">Its configuration but for the ports.</param>
    /// <param name="command">What runs the program.</param>
    public SiloProcess(string name, string ip, IReadOnlyDictionary<string, string> settings, params string[] command)
    {
        Name = name;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{ip}:{FreePort.Next()}"));
        _command = command;
        _settings = new Dictionary<string, string>(settings)
        {
            ["Urls"] = Address.OriginalString,
            ["Cluster:SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["Cluster:AdvertisedAddress"] = ip,
        };
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Whether a process runs here, be it stopped for now.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What the process that runs here, or ran here last, has written.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The memory that the process occupies, in bytes; 0 without one.</summary>
    public long Memory
    {
        get
        {
            if (!IsRunning)
            {
                return 0;
            }

            var line = File.ReadLines($"/proc/{_process!.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts a process here.</summary>
    public void Start()
    {
        Assert.False(IsRunning, $"{Name} runs already");
        KeepOutput();
        _process?.Dispose();
        _process = new GatewayProcess(_command, _folder, _settings);
    }

    /// <summary>
    /// Starts a process here if none runs, and waits until it is ready. One that ends before that is started again, as a supervisor
    /// would: on a machine that is very busy it may not reach the database in time.
    /// </summary>
    public async Task EnsureReadyAsync()
    {
        for (var starts = 1; ; starts++)
        {
            if (!IsRunning)
            {
                Start();
            }

            try
            {
                await _process!.WaitUntilReadyAsync();
                return;
            }
            catch (XunitException) when (!IsRunning && starts < MostStarts)
            {
                // Once more.
            }
        }
    }

    /// <summary>SIGKILL: nothing of the process runs after this.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>SIGSTOP: the process exists and its connections too, but nothing of it runs.</summary>
    public Task PauseAsync() => _process!.SignalAsync("STOP");

    /// <summary>SIGCONT: the process goes on and knows nothing of the pause.</summary>
    public Task ResumeAsync() => _process!.SignalAsync("CONT");

    /// <summary>SIGTERM, and waits for the end. Returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await _process!.SignalAsync("TERM");
        return await _process!.WaitForExitAsync();
    }

    /// <summary>Waits for the process to end by itself.</summary>
    /// <returns>Whether it has, within the time.</returns>
    public async Task<bool> WaitForEndAsync(TimeSpan patience)
    {
        for (var start = Stopwatch.GetTimestamp(); IsRunning; await Task.Delay(20))
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        KeepOutput();
        _process?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Appends what the process has written to a file, where the run keeps a log.</summary>
    private void KeepOutput()
    {
        if (FaultRun.Log is { } log)
        {
            File.AppendAllText($"{log}.{Address.Port}", Output);
        }
    }
}
