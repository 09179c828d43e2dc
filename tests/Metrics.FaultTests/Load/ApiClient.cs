using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Metrics.FaultTests.Support;

namespace Metrics.FaultTests.Load;

/// <summary>
/// Sends points to one address and tells exactly what became of each. It never repeats a request: what HttpClient sends
/// again by itself is only what it could not begin to send.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";

    /// <summary>Ids that no metric of a run gets; an import tells its metrics apart by them.</summary>
    private const int FirstImportedId = 900_001;

    private static readonly string Tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private readonly HttpClient _http;

    /// <param name="address">Where the service, or a balancer before it, listens.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public ApiClient(Uri address, TimeSpan timeout)
    {
        Address = address;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), UseProxy = false })
        {
            BaseAddress = address,
            Timeout = timeout,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FaultRun.Token);
    }

    public Uri Address { get; }

    /// <summary>Adds to a bucket of a keyed metric.</summary>
    /// <param name="metric">The id or the name of the metric.</param>
    /// <param name="bucket">The key in it.</param>
    /// <param name="amount">What to add.</param>
    /// <param name="returnValue">Whether to ask for the running value.</param>
    /// <param name="idempotencyKey">The key of the request, or null.</param>
    public Task<Reply> AddAsync(string metric, string bucket, decimal amount, bool returnValue, string? idempotencyKey = null) =>
        PostAsync(metric, PointOf(bucket, amount), returnValue, idempotencyKey);

    /// <summary>As <see cref="AddAsync"/>, with several points for several buckets in one request, and asks for their running values.</summary>
    public Task<Reply> AddEachAsync(string metric, IEnumerable<(string Bucket, decimal Amount)> points, string? idempotencyKey = null) =>
        PostAsync(metric, $"[{string.Join(',', points.Select(point => PointOf(point.Bucket, point.Amount)))}]", returnValue: true, idempotencyKey);

    /// <summary>As <see cref="AddEachAsync"/>, for buckets of several metrics, a line for each point.</summary>
    public Task<Reply> AddToSeveralAsync(IEnumerable<(string Metric, string Bucket, decimal Amount)> points, string? idempotencyKey = null) => PostAsync(
        "/v2/customMetrics/data?returnValue=true",
        string.Join('\n', points.Select(point => $$"""{"metric":"{{point.Metric}}",{{PointOf(point.Bucket, point.Amount)[1..]}}""")),
        Lines,
        idempotencyKey);

    /// <summary>Puts one sample in the place of what is in each bucket.</summary>
    public async Task<Reply> ImportAsync(IEnumerable<(string Metric, string Bucket, decimal Value)> values)
    {
        var (lines, ids) = (new List<string>(), new Dictionary<string, int>());
        foreach (var (metric, bucket, value) in values)
        {
            if (ids.TryAdd(metric, FirstImportedId + ids.Count))
            {
                lines.Add($$"""{"customMetricConfig":{{Definition(metric, ids[metric])}}}""");
            }

            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"customMetricData":{"metric":{{{ids[metric]}}},"name":"{{{bucket}}}","date":"{{{DateOf(bucket)[..10]}}}T00:00:00Z","count":1,"sum":"{{{value}}}"}}"""));
        }

        return await PostAsync("/v2/import", string.Join('\n', lines), Lines);
    }

    /// <summary>Deletes the values of some buckets.</summary>
    public Task<Reply> DeleteValuesAsync(string metric, IEnumerable<string> buckets) =>
        SendAsync(HttpMethod.Delete, $"/v2/customMetrics/{metric}/data?startDate=2024-01-01{string.Concat(buckets.Select(bucket => $"&name={bucket}"))}");

    /// <summary>Deletes a metric.</summary>
    public Task<Reply> DeleteAsync(string metric) => SendAsync(HttpMethod.Delete, $"/v2/customMetrics/{metric}");

    /// <summary>What is stored of a bucket, and of how many samples it is made; repeats until it is answered.</summary>
    public async Task<(decimal Value, long Count)> ReadStoredAsync(string metric, string bucket)
    {
        var body = await RepeatAsync(HttpMethod.Get, $"/v2/customMetrics/{metric}/data?startDate=2024-01-01&name={bucket}");
        var points = JsonDocument.Parse(body).RootElement.GetProperty("data").GetProperty("customMetricData").EnumerateArray().ToList();
        return points is [var point] ? (point.GetProperty("value").GetDecimal(), point.GetProperty("count").GetInt64()) : (0, 0);
    }

    /// <summary>Defines a keyed sum, or finds it defined. Does not repeat.</summary>
    public Task<Reply> TryDefineAsync(string name) => PostAsync("/v2/customMetrics", Definition(name), Json);

    /// <summary>Defines a keyed sum and returns its id; repeats until it is defined.</summary>
    public async Task<long> DefineAsync(string name) => JsonDocument
        .Parse(await RepeatAsync(HttpMethod.Post, "/v2/customMetrics", Definition(name)))
        .RootElement.GetProperty("data").GetProperty("customMetricConfig").GetProperty("id").GetInt64();

    /// <summary>The value of a bucket, read by adding nothing; repeats until it is answered.</summary>
    public async Task<decimal> ReadAsync(string metric, string bucket)
    {
        for (var tries = 1; ; tries++)
        {
            var reply = await AddAsync(metric, bucket, 0, returnValue: true);
            if (reply is { Kind: ReplyKind.Acknowledged, Value: { } value })
            {
                return value;
            }

            Assert.True(tries < 60, $"{bucket} cannot be read: {reply}");
            await Task.Delay(500);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string PointOf(string bucket, decimal amount) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{bucket}}","value":{{amount}},"date":"{{DateOf(bucket)}}"}""");

    /// <summary>
    /// Half of the buckets were over long ago: many points in one request go past the grains of those. The others begin tomorrow, so that no
    /// run crosses into the next ones.
    /// </summary>
    private static string DateOf(string bucket) => bucket.Sum(letter => letter) % 2 == 0 ? "2024-04-09T14:44:00Z" : Tomorrow;

    /// <summary>What an import says of a metric has an id.</summary>
    private static string Definition(string name, int? id = null) => string.Create(
        CultureInfo.InvariantCulture, $$"""{{{(id is null ? "" : $"\"id\":{id},")}}"name":"{{name}}","dataType":"Sum","interval":"Daily","keyedValues":true}""");

    private Task<Reply> PostAsync(string metric, string body, bool returnValue, string? idempotencyKey) =>
        PostAsync($"/v2/customMetrics/{metric}/data{(returnValue ? "?returnValue=true" : "")}", body, Json, idempotencyKey);

    private async Task<Reply> PostAsync(string path, string body, string contentType, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return await SendAsync(request);
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        return await SendAsync(request);
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using var response = await _http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            return Read(response, body);
        }
        catch (TaskCanceledException)
        {
            return new Reply(ReplyKind.TimedOut);
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                ? new Reply(ReplyKind.NotConnected, Detail: exception.Message)
                : new Reply(ReplyKind.Broken, Detail: exception.InnerException?.Message ?? exception.Message);
        }
        catch (IOException exception)
        {
            return new Reply(ReplyKind.Broken, Detail: exception.Message);
        }
    }

    private static Reply Read(HttpResponseMessage response, string body)
    {
        var retryAfter = response.Headers.RetryAfter is not null;
        return response.StatusCode switch
        {
            HttpStatusCode.NoContent => new Reply(ReplyKind.Acknowledged),
            HttpStatusCode.OK or HttpStatusCode.Created => ReadValues(JsonDocument.Parse(body).RootElement),
            HttpStatusCode.TooManyRequests => new Reply(ReplyKind.TooMany, RetryAfter: retryAfter),
            HttpStatusCode.NotFound => new Reply(ReplyKind.NotFound),
            HttpStatusCode.ServiceUnavailable => new Reply(ReplyKind.Unavailable, RetryAfter: retryAfter, Detail: body),
            HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => new Reply(ReplyKind.BadGateway, Detail: body),
            _ => new Reply(ReplyKind.Unexpected, Detail: $"{(int)response.StatusCode} {body}"),
        };
    }

    /// <summary>Running values of many points, that of one, or none where something else was asked.</summary>
    private static Reply ReadValues(JsonElement body) =>
        body.TryGetProperty("value", out var value) ? new Reply(ReplyKind.Acknowledged, value.GetDecimal())
        : body.TryGetProperty("data", out var data) && data.TryGetProperty("customMetricData", out var buckets) ? new Reply(ReplyKind.Acknowledged, Values: buckets.EnumerateArray()
            .ToDictionary(bucket => bucket.GetProperty("name").GetString()!, bucket => bucket.GetProperty("value").GetDecimal()))
        : new Reply(ReplyKind.Acknowledged);

    private async Task<string> RepeatAsync(HttpMethod method, string path, string? body = null)
    {
        for (var tries = 1; ; tries++)
        {
            string failure;
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, Json) };
                using var response = await _http.SendAsync(request);
                failure = await response.Content.ReadAsStringAsync();
                if (response.IsSuccessStatusCode)
                {
                    return failure;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                failure = exception.Message;
            }

            Assert.True(tries < 60, $"{method} {path} fails: {failure}");
            await Task.Delay(500);
        }
    }
}
