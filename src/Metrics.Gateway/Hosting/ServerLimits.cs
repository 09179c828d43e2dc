namespace Metrics.Gateway.Hosting;

/// <summary>What one request may cost the server.</summary>
internal static class ServerLimits
{
    /// <summary>
    /// The first line of a request, in bytes. It holds the keys that are to be read, of which a card may name many; the 8 KB that Kestrel
    /// comes with would be a hundred of them.
    /// </summary>
    private const int MaxRequestLineSize = 256 * 1024;

    public static void AddServerLimits(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;

        // RequestBody holds bodies to their limits. Where Kestrel does, it hangs up on a client that is still sending, and one that looks for the
        // answer only when all is sent, as many do, never sees it: no 413, and no 401 either. Without a limit Kestrel answers at once, and
        // takes and forgets what still comes, for 5 seconds at most.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineSize;
    });
}
