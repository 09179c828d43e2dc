using System.Diagnostics;
using System.Globalization;
using Metrics.Tests.Support;

namespace Metrics.FaultTests.Support;

/// <summary>A balancer in front of the silos, as docs/operations.md shows it: it repeats what it could not send, and nothing else.</summary>
internal sealed class Nginx : IDisposable
{
    private const string Program = "/usr/sbin/nginx";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private Nginx(IEnumerable<Uri> upstreams)
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        File.WriteAllText(_folder.File("nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile 10000;
            error_log {{_folder.File("error.log")}};
            pid {{_folder.File("pid")}};
            events { worker_connections 4096; }
            http {
                access_log off;
                client_body_temp_path {{_folder.File("body")}};
                proxy_temp_path {{_folder.File("proxy")}};
                fastcgi_temp_path {{_folder.File("fastcgi")}};
                uwsgi_temp_path {{_folder.File("uwsgi")}};
                scgi_temp_path {{_folder.File("scgi")}};
                upstream silos {
                    {{string.Concat(upstreams.Select(upstream => $"server {upstream.Authority} max_fails=1 fail_timeout=1s; "))}}
                    keepalive 64;
                }
                server {
                    listen {{Address.Authority}};
                    location / {
                        proxy_pass http://silos;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_connect_timeout 2s;
                        proxy_next_upstream error timeout;
                    }
                }
            }
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", _folder.File("nginx.conf"), "-e", _folder.File("error.log")])
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
}
