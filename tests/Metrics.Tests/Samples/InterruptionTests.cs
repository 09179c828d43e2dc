using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Metrics.Tests.Support;

namespace Metrics.Tests.Samples;

/// <summary>A sample program that is asked to stop while the server says nothing.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("traffic")]
    [InlineData("load")]
    public async Task A_program_that_looks_for_its_metrics_ends_in_order(string command)
    {
        await File.WriteAllTextAsync(_folder.File("runs.csv"), "day,app,runs\n2024-04-08,one,1\n");
        string[] arguments = command == "traffic"
            ? ["traffic"]
            : ["load", _folder.File("runs.csv"), "--date", "day", "--key", "app", "--value", "Runs=runs"];
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Metrics.Samples.dll"), .. arguments, "--url", $"http://{silent.LocalEndpoint}", "--token", "token"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();

        using (await silent.AcceptTcpClientAsync())
        {
            await Tool.RunAsync("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
            await process.WaitForExitAsync();
        }

        Assert.Equal("Interrupted before the first point. Some of the metrics may exist now.", (await errors).TrimEnd());
        Assert.Equal(1, process.ExitCode);
    }
}
