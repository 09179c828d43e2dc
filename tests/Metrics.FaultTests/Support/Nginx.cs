using System.Diagnostics;
using System.Globalization;
using Metrics.Tests.Support;

namespace Metrics.FaultTests.Support;

/// <summary>The balancer that is shipped, <c>deploy/nginx.conf</c>, in front of the silos: it repeats what it could not send, and nothing else.</summary>
internal sealed class Nginx : IDisposable
{
    private const string Program = "/usr/sbin/nginx";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private Nginx(IEnumerable<Uri> upstreams)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        File.WriteAllText(_folder.File("nginx.conf"), Configuration(upstreams));
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", _folder.File("nginx.conf"), "-e", _folder.File("error.log"), "-g", "daemon off;"])
        {
            WorkingDirectory = _folder.Path,
        })!;
    }

    public Uri Address { get; }

    /// <summary>What it complained about.</summary>
    public string Errors => File.Exists(_folder.File("error.log")) ? File.ReadAllText(_folder.File("error.log")) : "";

    /// <summary>Starts one, and waits until it listens.</summary>
    public static async Task<Nginx> StartAsync(IEnumerable<Uri> upstreams)
    {
        Assert.True(File.Exists(Program), $"This test needs {Program}. On Debian: apt-get install nginx-light");
        var nginx = new Nginx(upstreams);
        using var client = new HttpClient();
        await Wait.UntilAsync(
            async () =>
            {
                Assert.False(nginx._process.HasExited, nginx.Errors);
                try
                {
                    using var response = await client.GetAsync(new Uri(nginx.Address, "/health/live"));
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => nginx.Errors);
        return nginx;
    }

    public void Dispose()
    {
        // The master; it takes its workers with it, where it is asked to. SIGTERM is its "fast shutdown".
        using (var kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        _process.WaitForExit(5_000);
        _process.Dispose();
        _folder.Dispose();
    }

    /// <summary>What is shipped, with the addresses and the folder of this run.</summary>
    private string Configuration(IEnumerable<Uri> upstreams)
    {
        var text = Replace(Repository.Read("deploy/nginx.conf"), "/tmp/", $"{_folder.Path}/");
        text = Replace(text, "/dev/stderr", _folder.File("error.log"));
        text = Replace(text, "listen 8080;", $"listen {Address.Authority};");
        return upstreams.Index().Aggregate(text, (text, upstream) => Replace(text, $"metrics-{upstream.Index + 1}:8080", upstream.Item.Authority));
    }

    private static string Replace(string text, string shipped, string own)
    {
        Assert.Contains(shipped, text, StringComparison.Ordinal);
        return text.Replace(shipped, own, StringComparison.Ordinal);
    }
}
