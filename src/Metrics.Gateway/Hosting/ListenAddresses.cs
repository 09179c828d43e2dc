using System.Globalization;
using System.Net;
using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Where the server listens: at the addresses in Urls, else on the ports that images of ASP.NET name (<c>http_ports</c>,
/// <c>https_ports</c>) of every interface, else at <see cref="Default"/>. Kestrel looks at what they say only when the silo has started,
/// takes a port that is no number for 80, ends with a stack trace for what it cannot have, and the command <c>check</c> does not ask it.
/// </summary>
internal static class ListenAddresses
{
    /// <summary>Where the server listens when nobody says where.</summary>
    public const string Default = "http://localhost:8080";

    /// <summary>What is told about an address that is none.</summary>
    public const string Rule = $"Urls takes addresses such as {Default}.";

    private const string PortRule = "a port is a number from 0 to 65535";

    /// <summary>Has the server listen there.</summary>
    /// <exception cref="StartupException">It cannot, as far as that can be told from how the addresses are written.</exception>
    public static void AddListenAddresses(this WebApplicationBuilder builder)
    {
        var urls = Find(builder.Configuration);
        Validate(urls);
        if (urls == Default)
        {
            builder.WebHost.UseUrls(Default);
        }
    }

    /// <summary>The addresses, with semicolons between them.</summary>
    /// <exception cref="StartupException">A port is none.</exception>
    public static string Find(IConfiguration configuration)
    {
        if (configuration["urls"] is { Length: > 0 } urls)
        {
            return urls;
        }

        var everywhere = string.Join(';', [.. Expand(configuration, "http"), .. Expand(configuration, "https")]);
        return everywhere.Length > 0 ? everywhere : Default;
    }

    private static IEnumerable<string> Expand(IConfiguration configuration, string scheme)
    {
        var name = $"{scheme}_ports";
        foreach (var port in (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                throw new StartupException($"{name} cannot have '{port}': {PortRule}.");
            }

            yield return $"{scheme}://*:{port}";
        }
    }

    private static void Validate(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (FindFault(url) is { } fault)
            {
                throw new StartupException($"Urls cannot have '{url}': {fault}. {Rule}");
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
            { Port: < 0 or > 65_535 } => PortRule,
            _ when IsLocalhost(address) => address.Port == 0 ? "localhost is two addresses, which have no free port in common, and 127.0.0.1 is one" : null,
            { Host: "*" or "+" } => null,

            // Kestrel takes every other name for all addresses of the machine, one that is misspelled too.
            _ => IPAddress.TryParse(address.Host, out _) ? null : "a host is localhost, an IP address, or * for every interface",
        };
    }

    private static bool IsLocalhost(BindingAddress address) => address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
