using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Metrics.Tests.Support;

/// <summary>The real program as a process of its own, which a test may kill.</summary>
public sealed class GatewayProcess : IDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly ProcessOutput _output;

    /// <param name="folder">The working directory.</param>
    /// <param name="settings">Configuration, as environment variables. Ports that it does not name are chosen here.</param>
    /// <param name="arguments">Arguments of the command line.</param>
    public GatewayProcess(TemporaryFolder folder, IReadOnlyDictionary<string, string> settings, params IEnumerable<string> arguments)
        : this(["dotnet"], folder, settings, arguments)
    {
    }

    /// <param name="command">What runs the program: <c>dotnet</c>, and before it whatever is to become it.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="settings">Configuration, as environment variables. Ports that it does not name are chosen here.</param>
    /// <param name="arguments">Arguments of the command line.</param>
    public GatewayProcess(
        IReadOnlyList<string> command, TemporaryFolder folder, IReadOnlyDictionary<string, string> settings, params IEnumerable<string> arguments)
    {
        Address = new Uri(settings.GetValueOrDefault("Urls") ?? $"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["Urls"] = Address.ToString(),
                ["Cluster__SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            },
        };
        foreach (var argument in command.Skip(1).Append(Path.Combine(AppContext.BaseDirectory, "Metrics.Gateway.dll")).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = Process.Start(start)!;
        _output = new ProcessOutput(_process);
    }

    /// <summary>Where the process listens.</summary>
    public Uri Address { get; }

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has come to its end.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it has written so far, errors included.</summary>
    public string Output => _output.ToString();

    /// <summary>Waits until the process is ready for requests.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        await Wait.UntilAsync(
            async () =>
            {
                Assert.False(_process.HasExited, Output);
                try
                {
                    using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                    return false;
                }
            },
            () => Output);
    }

    /// <summary>Waits until the process has written this text.</summary>
    public Task WaitForOutputAsync(string text) => Wait.UntilAsync(
        () =>
        {
            Assert.False(_process.HasExited, Output);
            return Task.FromResult(Output.Contains(text, StringComparison.Ordinal));
        },
        () => Output);

    /// <summary>Waits for the end of the process and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(EndTimeout);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits for the end of the process, which is to be that of one that could not start: one line says why.</summary>
    public async Task AssertRefusedAsync(string expected)
    {
        Assert.Equal(1, await WaitForExitAsync());
        var lines = Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var line = Assert.Single(lines, line => !line.StartsWith("info: ", StringComparison.Ordinal));
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    /// <summary>SIGKILL: nothing of the process runs after this.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return WaitForExitAsync();
    }

    /// <summary>Sends it a signal, such as TERM or STOP.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>A client that sends this token.</summary>
    public HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
