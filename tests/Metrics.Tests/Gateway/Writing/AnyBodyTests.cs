using System.Net;
using System.Text;
using CsCheck;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Good bodies with something bad in them, by the hundred: each is taken or refused, and none is a surprise to the server.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class AnyBodyTests(SharedGateway shared)
{
    private static readonly string[] Fragments =
    [
        "", "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "\\udc00", "\\u0000", "\0", "\u007f", "\u0085", "\uFEFF", "🚀",
        "null", "true", "NaN", "-", "+", ".", "e", "1e400", "1e-400", "99999999999999999999999999999999", "0", "T", "Z", "+25:00", "2999-01-01",
        "\"name\":", "\"value\":", "\"date\":", "\"weight\":", "//", "/*", " ", "\n",
    ];

    private readonly HttpClient _client = shared.Host.Client(TestUsers.OtherOrganizationToken);

    [Theory]
    [InlineData("{\"name\":\"app1\",\"value\":\"2.50\",\"date\":\"2024-04-09T14:44:00.5+02:00\",\"weight\":1.5e0}", "/any%20body/data?returnValue=true")]
    [InlineData("{\"name\":\"any definition\",\"dataType\":\"Sum\",\"interval\":\"Daily\",\"keyedValues\":true,\"description\":\"\\u00e4\"}", "")]
    public async Task A_damaged_body_is_taken_or_refused(string body, string path)
    {
        await _client.Define("any body", "Average", keyed: true);
        var damaged = Damage.Of(body, Fragments).Array[1, 3].Select(damages => damages.Aggregate(body, (text, damage) => damage.In(text)));

        await damaged.SampleAsync(
            async text =>
            {
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
                using var response = await _client.PostAsync(new Uri($"/v2/customMetrics{path}", UriKind.Relative), content);
                var answer = await response.Content.ReadAsStringAsync();
                return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created
                    || (response.StatusCode == HttpStatusCode.BadRequest && answer.StartsWith("""{"status":"Failure","message":"The """, StringComparison.Ordinal));
            },
            iter: 500);
    }
}
