using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Contenders;

/// <summary>What the starts of all contenders share.</summary>
internal static class ContenderStart
{
    /// <summary>Where ours and the plain services say that they are ready.</summary>
    public const string HealthPath = "/health/ready";

    /// <summary>Waits until the service says at this path that it is ready.</summary>
    public static async Task WaitUntilReadyAsync(ServerProcess server, Uri address, string path, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = address };
        await server.WaitUntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), stop);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                    return false;
                }
            },
            stop);
    }

    /// <summary>Finishes the start; where that fails, nothing of it keeps running.</summary>
    public static async Task<T> OrDisposeAsync<T>(T started, Func<Task> finish)
        where T : IDisposable
    {
        try
        {
            await finish();
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Whether a program is on the path.</summary>
    public static bool HasProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)));
}
