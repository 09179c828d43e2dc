using System.Net;
using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// <c>Metrics.Gateway health</c>: asks the process that runs beside it whether it is ready, and ends with 0 or 1. For the health
/// check of a container, which may have neither a shell nor curl.
/// </summary>
internal static class HealthCommand
{
    /// <summary>The argument with which the program asks and ends.</summary>
    public const string Name = "health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks, where the command line says so.</summary>
    /// <returns>The exit code, or null where the command line asks for something else.</returns>
    /// <exception cref="StartupException">Nobody can be asked at the address in Urls.</exception>
    public static async Task<int?> RunAsync(string[] args)
    {
        if (args.FirstOrDefault() != Name)
        {
            return null;
        }

        var address = AddressOf(FindUrls(AppContext.BaseDirectory, args[1..]));
        try
        {
            // A proxy that the environment names, as it often does in a container, is for others: this one is beside.
            using var handler = new SocketsHttpHandler { UseProxy = false };
            using var client = new HttpClient(handler) { Timeout = Patience };
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

    /// <summary>
    /// Where the server listens that was started from this folder, with these arguments. The settings come from where
    /// <see cref="WebApplication.CreateBuilder(string[])"/> takes them, in its order. It would do for this too, but prepares a whole server,
    /// and has the system watch the files.
    /// </summary>
    internal static string FindUrls(string folder, string[] args)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_").AddCommandLine(args);
        var environment = configuration[HostDefaults.EnvironmentKey] ?? Environments.Production;
        configuration
            .AddJsonFile(Path.Combine(folder, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(folder, $"appsettings.{environment}.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args);
        configuration.AddSecretFiles();
        return ListenAddresses.Find(configuration);
    }

    /// <summary>The first address on which the server listens, seen from the same machine: <c>*</c> and its like are the loopback.</summary>
    /// <exception cref="StartupException">It is none, or has no host that can be asked.</exception>
    internal static Uri AddressOf(string urls)
    {
        var first = urls.Split(';')[0];
        try
        {
            var address = BindingAddress.Parse(first);
            var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
            return new UriBuilder(address.Scheme, host, address.Port, "/health/ready").Uri;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentOutOfRangeException)
        {
            throw new StartupException($"Nobody can be asked at '{first}'. {ListenAddresses.Rule}", exception);
        }
    }
}
