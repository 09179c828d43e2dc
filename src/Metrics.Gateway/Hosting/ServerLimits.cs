namespace Metrics.Gateway.Hosting;

/// <summary>What one request may cost the server.</summary>
internal static class ServerLimits
{
    /// <summary>The size of a request body, in bytes as sent: 10 MB.</summary>
    public const long MaxBodySize = 10 * 1024 * 1024;

    /// <summary>
    /// The first line of a request, in bytes. It holds the keys that are to be read, of which a card may name many; the 8 KB that Kestrel
    /// comes with would be a hundred of them.
    /// </summary>
    private const int MaxRequestLineSize = 256 * 1024;

    /// <summary>What is thrown where a body is larger, by Kestrel too: 413.</summary>
    public static BadHttpRequestException BodyTooLarge() => new("Request body too large.", StatusCodes.Status413PayloadTooLarge);

    public static void AddServerLimits(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodySize;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineSize;
    });
}
