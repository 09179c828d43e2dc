using System.Globalization;
using System.Text;
using Metrics.Samples.Playbooks;

namespace Metrics.Benchmarks.Compare;

/// <summary>The requests of a scenario as the bytes of HTTP. All are made before anything is measured: to send them should cost little.</summary>
internal static class RequestSet
{
    /// <summary>Of requests with many points there are so many, with other keys in each; the clients send them again and again.</summary>
    private const int BulkRequests = 64;

    /// <summary>One request for each key, or requests with many points over keys that are drawn evenly.</summary>
    public static byte[][] Of(Uri address, Protocol protocol, Scenario scenario)
    {
        var keys = Enumerable.Range(scenario.FirstKey, scenario.Keys).Select(key => string.Create(CultureInfo.InvariantCulture, $"key{key:D4}")).ToArray();
        return scenario.Points == 1
            ? [.. keys.Select(key => Request(address, protocol.Path, protocol, [key]))]
            : [.. Enumerable.Range(1, BulkRequests).Select(seed => Request(address, protocol.BulkPath, protocol, Draw(keys, scenario.Points, seed)))];
    }

    /// <summary>Writes them for the script of wrk: of each its length in a line, and the bytes.</summary>
    public static async Task WriteAsync(string file, byte[][] requests, CancellationToken stop)
    {
        await using var stream = File.Create(file);
        foreach (var request in requests)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{request.Length}\n")), stop);
            await stream.WriteAsync(request, stop);
        }
    }

    private static string[] Draw(string[] keys, int count, int seed)
    {
        var random = new SplitMix64((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => keys[random.Between(0, keys.Length - 1)])];
    }

    private static byte[] Request(Uri address, string path, Protocol protocol, IReadOnlyList<string> keys)
    {
        var body = protocol.Body(keys);
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {Protocol.Token}\r\nContent-Type: {protocol.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
