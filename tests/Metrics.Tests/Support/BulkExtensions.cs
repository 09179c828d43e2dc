using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace Metrics.Tests.Support;

/// <summary>How clients send points by the hundred, packed, or under an idempotency key.</summary>
internal static class BulkExtensions
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";

    /// <summary>Sends a body of this type, packed with gzip where asked, under an idempotency key where there is one.</summary>
    public static async Task<Answer> PostData(
        this HttpClient client, string path, byte[] body, string type = Json, bool gzip = false, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    public static Task<Answer> PostData(this HttpClient client, string path, string body, string type = Json, string? key = null) =>
        client.PostData(path, Encoding.UTF8.GetBytes(body), type, key: key);

    public static byte[] Gzip(this byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public static byte[] Gzip(this string text) => Encoding.UTF8.GetBytes(text).Gzip();
}
