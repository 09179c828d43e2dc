using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Good bodies of many points with something bad in them: each is taken whole or refused whole.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class AnyBulkTests(SharedGateway shared)
{
    private static readonly string[] Fragments =
    [
        "", "{", "}", "[", "]", "\"", ",", ":", "\\", "\\ud800", "\0", "\uFEFF", "🚀", "null", "true", "-", ".", "1e400", "0", "\"value\":", "{}", "[]", "\n", "\r\n", " ",
    ];

    private readonly HttpClient _client = shared.Host.Client(TestUsers.OtherOrganizationToken);

    [Theory]
    [InlineData(BulkExtensions.Json, false)]
    [InlineData(BulkExtensions.Lines, false)]
    [InlineData(BulkExtensions.Json, true)]
    [InlineData(BulkExtensions.Lines, true)]
    public async Task A_damaged_body_is_taken_whole_or_refused_whole(string type, bool gzip)
    {
        var id = await _client.Define($"any bulk {type.Length} {gzip}", "Count", keyed: true);
        var point = """{"name":"a","value":"2.50","date":"2024-04-09","more":{"x":[1]}}""";
        var body = type == BulkExtensions.Lines ? string.Join("\r\n", Enumerable.Repeat(point, 5)) : $"[{string.Join(", ", Enumerable.Repeat(point, 5))}]";
        var count = 0;
        var damages = Damage.Of(body, Fragments).Array[0, 2];

        await Gen.Select(damages, Gen.Int[-3, 8], Gen.Int[0, 3]).SampleAsync(
            async damaged =>
            {
                var text = damaged.Item1.Aggregate(body, (text, damage) => damage.In(text));
                var bytes = gzip ? DamagePacked(text.Gzip(), damaged.Item2, damaged.Item3) : Encoding.UTF8.GetBytes(text);
                var answer = await _client.PostData($"/v2/customMetrics/{id}/data", bytes, type, gzip);
                count += answer.Status switch
                {
                    HttpStatusCode.OK => int.Parse(answer.Body.AsSpan(answer.Body.LastIndexOf(':') + 1).TrimEnd('}'), CultureInfo.InvariantCulture),
                    HttpStatusCode.NoContent => 1,
                    _ => 0,
                };
                return answer.Status is HttpStatusCode.OK or HttpStatusCode.NoContent
                    || (answer.Status == HttpStatusCode.BadRequest && answer.Body.StartsWith("""{"status":"Failure","message":"The """, StringComparison.Ordinal));
            },
            iter: 300,
            threads: 1);

        // Keys and dates may have been damaged and still be good; so all buckets together hold what was accepted, and nothing of what was refused.
        var points = await _client.ReadPoints($"{id}", "startDate=1970-01-01");
        Assert.NotEqual(0, count);
        Assert.Equal(count, points.Sum(point => decimal.Parse(point.AsSpan(point.LastIndexOf('=') + 1), CultureInfo.InvariantCulture)));
    }

    /// <summary>Some are cut off, some have a wrong bit; most are left alone, to be unpacked.</summary>
    private static byte[] DamagePacked(byte[] packed, int cut, int flip)
    {
        packed = cut > 0 && flip == 1 ? packed[..Math.Max(0, packed.Length - cut)] : packed;
        if (flip == 2 && packed.Length > 20)
        {
            packed[^12] ^= 0x10;
        }

        return packed;
    }
}
