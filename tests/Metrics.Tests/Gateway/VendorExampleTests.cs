using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway;

/// <summary>The examples of the vendor's documentation, in their order, against a server that has seen nothing else.</summary>
public sealed class VendorExampleTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-09T17:20:30Z");
    private readonly HttpClient _client;

    public VendorExampleTests() => _client = _host.Client();

    [Theory]
    [InlineData("/v2")]
    [InlineData("/api/v2")]
    public async Task The_examples_are_answered_to_the_letter(string prefix)
    {
        var playbookRuns = await _client.Post($"{prefix}/customMetrics", """
            {
              "name" : "playbookRuns",
              "dataType" : "Sum",
              "interval" : "Hourly",
              "keyedValues" : true,
              "description" : "Monitor Playbook runs"
            }
            """);
        Assert.Equal(
            Json(HttpStatusCode.Created, """{"status":"Success","data":{"customMetricConfig":{"id":1,"name":"playbookRuns","dataType":"Sum","interval":"Hourly","keyedValues":true,"description":"Monitor Playbook runs"}}}"""),
            playbookRuns);

        await _client.Post($"{prefix}/customMetrics", """
            {"name":"tasksCompleted","dataType":"Sum","interval":"Daily","description":"Track the number of completed Tasks"}
            """);

        Assert.Equal(
            Json(HttpStatusCode.OK, """{"status":"Success","data":{"resultCount":2,"customMetricConfig":[{"id":1,"name":"playbookRuns","dataType":"Sum","interval":"Hourly","keyedValues":true,"description":"Monitor Playbook runs"},{"id":2,"name":"tasksCompleted","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"Track the number of completed Tasks"}]}}"""),
            await _client.Get($"{prefix}/customMetrics"));

        var dailyOccurrenceCount = await _client.Post($"{prefix}/customMetrics", """
            {
              "name": "dailyOccurrenceCount",
              "description": "A daily count of occurrences",
              "dataType": "Sum",
              "interval": "Daily",
              "keyedValues": false
            }
            """);
        Assert.Equal(
            Json(HttpStatusCode.Created, """{"status":"Success","data":{"customMetricConfig":{"id":3,"name":"dailyOccurrenceCount","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"A daily count of occurrences"}}}"""),
            dailyOccurrenceCount);

        Assert.Equal(Nothing, await _client.Post($"{prefix}/customMetrics/playbookRuns/data", """
            {
              "name": "app1",
              "value": 1
            }
            """));

        Assert.Equal(Nothing, await _client.Post($"{prefix}/customMetrics/tasksCompleted/data", """
            {
              "value": 2,
              "date": "2024-04-09T14:44:00Z"
            }
            """));

        Assert.Equal(
            Json(HttpStatusCode.OK, """{"value":4.0,"date":"2024-04-09T00:00:00Z"}"""),
            await _client.Post($"{prefix}/customMetrics/tasksCompleted/data?returnValue=true", """
                {
                  "value": 2
                }
                """));

        Assert.Equal(
            Json(HttpStatusCode.OK, """{"value":2.0,"date":"2024-04-09T17:00:00Z"}"""),
            await _client.Post($"{prefix}/customMetrics/1/data?returnValue=true", """{"name":"app1","value":1}"""));

        Assert.Equal(
            Json(HttpStatusCode.OK, """{"status":"Success"}"""),
            await _client.Delete($"{prefix}/customMetrics/dailyOccurrenceCount"));
    }

    public void Dispose() => _host.Dispose();

    private static Answer Nothing => new(HttpStatusCode.NoContent, null, "");

    private static Answer Json(HttpStatusCode status, string body) => new(status, "application/json", body);
}
