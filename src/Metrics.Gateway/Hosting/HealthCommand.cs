using System.Net;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// <c>Metrics.Gateway health</c>: asks the process that runs beside it whether it is ready, and ends with 0 or 1. For the health
/// check of a container, which may have neither a shell nor curl.
/// </summary>
internal static class HealthCommand
{
    private const string Name = "health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, where the command line says so.</summary>
    /// <returns>The exit code, or null where the command line asks for something else.</returns>
    public static async Task<int?> RunAsync(string[] args)
    {
        if (args.FirstOrDefault() != Name)
        {
            return null;
        }

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args[1..]).Build();
        var address = AddressOf(configuration["Urls"] ?? HostingExtensions.DefaultUrl);
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            using var answer = await client.GetAsync(address);
            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {exception.Message}");
            return 1;
        }
    }

    /// <summary>The first address on which the server listens, seen from the same machine: <c>*</c> and its like are the loopback.</summary>
    internal static Uri AddressOf(string urls)
    {
        var address = BindingAddress.Parse(urls.Split(';')[0]);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port, "/health/ready").Uri;
    }
}
