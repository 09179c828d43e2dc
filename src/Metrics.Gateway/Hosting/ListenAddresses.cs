using System.Net;
using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// What Urls may say. Kestrel looks at it only when the silo has started, ends with a stack trace where it does not like what it sees, and
/// the command <c>check</c> does not ask it.
/// </summary>
internal static class ListenAddresses
{
    /// <summary>Sees that the server can listen on all addresses, as far as that can be told from how they are written.</summary>
    /// <param name="urls">The setting: addresses between semicolons.</param>
    /// <exception cref="StartupException">One of them is none.</exception>
    public static void Validate(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (FindFault(url) is { } fault)
            {
                throw new StartupException($"Urls cannot have '{url}': {fault}. {HostingExtensions.UrlsRule}");
            }
        }
    }

    private static string? FindFault(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return "it is not an address";
        }

        return address switch
        {
            { Scheme: not ("http" or "https") } => "an address begins with http:// or https://",
            { IsUnixPipe: true } => null,
            { PathBase.Length: > 0 } => "an address ends with its port",
            { Port: < 0 or > 65_535 } => "a port is a number from 0 to 65535",
            _ when IsLocalhost(address) => address.Port == 0 ? "localhost is two addresses, which have no free port in common, and 127.0.0.1 is one" : null,
            { Host: "*" or "+" } => null,

            // Kestrel takes every other name for all addresses of the machine, one that is misspelled too.
            _ => IPAddress.TryParse(address.Host, out _) ? null : "a host is localhost, an IP address, or * for every interface",
        };
    }

    private static bool IsLocalhost(BindingAddress address) => address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
