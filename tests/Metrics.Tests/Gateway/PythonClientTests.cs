using System.Net;
using System.Net.Http.Headers;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway;

/// <summary>What the vendor's Python client sends, in its order and its words, and what it relies on.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class PythonClientTests : IDisposable
{
    private readonly HttpClient _client;

    public PythonClientTests(SharedGateway shared)
    {
        _client = shared.Host.Client();
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("TC-Token", TestUsers.AdministratorToken);
    }

    [Fact]
    public async Task It_looks_for_its_metric_creates_it_and_adds_points_by_id()
    {
        Assert.DoesNotContain("pytest metric", await NamesOfFirstFifty());
        var created = await _client.Post("/v2/customMetrics", """
            {"dataType": "Average", "description": "pytest", "interval": "Daily", "name": "pytest metric", "keyedValues": false}
            """);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        var id = created.Id();

        var returned = await _client.Post(
            $"/v2/customMetrics/{id}/data?returnValue=true", """{"value": 42, "date": "2008-12-12T12:12:12Z", "weight": 4}""");
        var silent = await _client.Post($"/v2/customMetrics/{id}/data", """{"value": 24, "date": "2008-12-12T12:12:12Z"}""");

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"value":42.0,"date":"2008-12-12T00:00:00Z"}"""), returned);
        Assert.Equal(new Answer(HttpStatusCode.NoContent, null, ""), silent);
    }

    [Fact]
    public async Task It_adds_points_with_a_key()
    {
        var created = await _client.Post("/v2/customMetrics", """
            {"dataType": "Average", "description": "pytest", "interval": "Daily", "name": "pytest metric by Owner", "keyedValues": true}
            """);

        var returned = await _client.Post(
            $"/v2/customMetrics/{created.Id()}/data?returnValue=true",
            """{"value": 42, "date": "2008-12-12T12:12:12Z", "name": "MyOrg", "weight": 4}""");

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"value":42.0,"date":"2008-12-12T00:00:00Z"}"""), returned);
    }

    [Fact]
    public async Task It_is_refused_a_name_of_five_hundred_characters()
    {
        var answer = await _client.Post("/v2/customMetrics", $$"""
            {"dataType": "Sum", "description": "pytest", "interval": "Daily", "name": "{{new string('x', 500)}}", "keyedValues": true}
            """);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, "The name for this customMetric is invalid, please enter a(n) name between 1-45 characters in length"),
            answer);
    }

    [Fact]
    public async Task It_creates_again_what_it_did_not_find_among_the_first_fifty()
    {
        for (var i = 1; i <= 60; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await Create(i)).Status);
        }

        Assert.DoesNotContain("pytest 60 of 60", await NamesOfFirstFifty());
        var definition = await _client.Get("/v2/customMetrics/pytest%2060%20of%2060");

        Assert.Equal(definition, await Create(60));

        Task<Answer> Create(int i) => _client.Post("/v2/customMetrics", $$"""
            {"dataType": "Sum", "description": "pytest", "interval": "Daily", "name": "pytest {{i}} of 60", "keyedValues": true}
            """);
    }

    public void Dispose() => _client.Dispose();

    private async Task<IReadOnlyList<string>> NamesOfFirstFifty()
    {
        var answer = await _client.Get("/v2/customMetrics?resultLimit=50&resultStart=0");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        var all = (await _client.Get("/v2/customMetrics?resultLimit=10000")).Names();
        Assert.Equal(all.Take(50), answer.Names());
        return answer.Names();
    }
}
