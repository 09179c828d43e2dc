using System.IO.Compression;

namespace Metrics.Tests.Support;

/// <summary>Small bodies that unpack to large ones.</summary>
internal static class Bomb
{
    /// <summary>The same byte, a million times for each megabyte, packed.</summary>
    public static async Task<byte[]> Of(byte unit, int megabytes)
    {
        var megabyte = new byte[1024 * 1024];
        Array.Fill(megabyte, unit);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            for (var i = 0; i < megabytes; i++)
            {
                await gzip.WriteAsync(megabyte);
            }
        }

        return packed.ToArray();
    }
}
