namespace Metrics.Gateway.V2;

/// <summary>
/// Metadata of an endpoint whose bodies have a limit other than all. ASP.NET's own metadata would be told to Kestrel, which hangs up on
/// whoever goes beyond.
/// </summary>
/// <param name="Bytes">The largest size, as sent and unpacked.</param>
internal sealed record BodySizeLimit(long Bytes);
