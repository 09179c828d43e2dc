using System.Net;
using System.Text;
using System.Text.Json;

namespace Metrics.Tests.Support;

/// <summary>Short words for what tests do all the time.</summary>
internal static class ApiClientExtensions
{
    /// <summary>Sends JSON as a client would.</summary>
    public static async Task<Answer> SendJson(this HttpClient client, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new("application/json");
        }

        using var response = await client.SendAsync(request);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    public static Task<Answer> Get(this HttpClient client, string path) => client.SendJson(HttpMethod.Get, path);

    public static Task<Answer> Post(this HttpClient client, string path, string body) => client.SendJson(HttpMethod.Post, path, body);

    public static Task<Answer> Put(this HttpClient client, string path, string body) => client.SendJson(HttpMethod.Put, path, body);

    public static Task<Answer> Delete(this HttpClient client, string path) => client.SendJson(HttpMethod.Delete, path);

    /// <summary>Defines a metric and returns its id.</summary>
    public static async Task<long> Define(
        this HttpClient client, string name, string dataType = "Sum", string interval = "Daily", bool keyed = false)
    {
        var answer = await client.Post("/v2/customMetrics", JsonSerializer.Serialize(new { name, dataType, interval, keyedValues = keyed }));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Body);
        return answer.Id();
    }

    /// <summary>Adds a point and returns the body of the answer with the running value.</summary>
    public static async Task<string> AddReturning(this HttpClient client, object metric, string body)
    {
        var answer = await client.Post($"/v2/customMetrics/{Uri.EscapeDataString(metric.ToString()!)}/data?returnValue=true", body);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return answer.Body;
    }
}

/// <summary>What came back, to be compared as a whole.</summary>
internal sealed record Answer(HttpStatusCode Status, string? ContentType, string Body)
{
    /// <summary>The answer of a failure.</summary>
    public static Answer Failure(HttpStatusCode status, string message) =>
        new(status, "application/json", $$"""{"status":"Failure","message":"{{message}}"}""");
}
