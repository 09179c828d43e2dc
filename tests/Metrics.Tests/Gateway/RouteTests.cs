using System.Net;
using System.Text;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.Gateway;

/// <summary>Where the endpoints answer, and what a path that leads nowhere is told.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class RouteTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("/v2", "", false)]
    [InlineData("/v2", "", true)]
    [InlineData("/v2", "/", false)]
    [InlineData("/v2", "/", true)]
    [InlineData("/api/v2", "", false)]
    [InlineData("/api/v2", "", true)]
    [InlineData("/api/v2", "/", false)]
    [InlineData("/api/v2", "/", true)]
    public async Task Every_endpoint_answers_under_both_prefixes_with_and_without_a_trailing_slash_by_name_and_by_id(
        string prefix, string slash, bool byId)
    {
        var name = $"route {prefix.Replace('/', '.')} {slash.Length} {(byId ? "id" : "name")}";
        var body = $$"""{"name":"{{name}}","dataType":"Sum","interval":"Daily","keyedValues":true}""";
        Assert.Equal(HttpStatusCode.Created, (await _client.Post($"{prefix}/customMetrics{slash}", body)).Status);

        var id = await _client.Define(name, keyed: true);
        var metric = byId ? $"{prefix}/customMetrics/{id}" : $"{prefix}/customMetrics/{Uri.EscapeDataString(name)}";
        var definition = $$"""{"id":{{id}},"name":"{{name}}","dataType":"Sum","interval":"Daily","keyedValues":true}""";
        var single = Json($$$"""{"status":"Success","data":{"customMetricConfig":{{{definition}}}}}""");

        Assert.Equal(
            Json($$$"""{"status":"Success","data":{"resultCount":1,"customMetricConfig":[{{{definition}}}]}}"""),
            await _client.Get($"{prefix}/customMetrics{slash}?search={Uri.EscapeDataString(name)}"));
        Assert.Equal(single, await _client.Get(metric + slash));
        Assert.Equal(single, await _client.Put(metric + slash, $$"""{"name":"{{name}}"}"""));
        Assert.Equal(
            new Answer(HttpStatusCode.NoContent, null, ""),
            await _client.Post($"{metric}/data{slash}", """{"name":"app1","value":1,"date":"2024-04-09"}"""));
        Assert.Equal(
            Json("""{"value":2.0,"date":"2024-04-09T00:00:00Z"}"""),
            await _client.Post($"{metric}/data{slash}?returnValue=true", """{"name":"app1","value":1,"date":"2024-04-09"}"""));
        Assert.Equal(Json("""{"status":"Success"}"""), await _client.Delete(metric + slash));
        Assert.Equal(Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found"), await _client.Get(metric + slash));
    }

    /// <summary>As a Reader, who gets what there is to read, and is told by each of the others what may not be done: so nothing changes in between.</summary>
    [Theory]
    [InlineData("/v2", "/")]
    [InlineData("/api/v2", "")]
    [InlineData("/api/v2", "/")]
    public async Task Every_endpoint_that_is_mapped_answers_alike_under_both_prefixes_with_and_without_a_trailing_slash(string prefix, string slash)
    {
        var metric = await _client.Define("every route", keyed: true);
        await _client.AddReturning(metric, """{"name":"app1","value":1,"date":"2024-04-09"}""");
        Assert.Equal(HttpStatusCode.OK, (await _client.Put("/v2/dashboards/every-route", """{"name":"Every route"}""")).Status);
        var values = new Dictionary<string, string> { ["metric"] = $"{metric}", ["id"] = "every-route" };
        using var reader = shared.Host.Client(TestUsers.ReaderToken);
        var routes = shared.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v2/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods, (endpoint, method) => (method, Path: PathOf(endpoint)))
            .ToList();

        Assert.NotEmpty(routes);
        foreach (var (method, path) in routes)
        {
            var expected = await reader.SendJson(new HttpMethod(method), $"/v2{path}");

            Assert.Equal((method, path, method == "GET" ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (method, path, expected.Status));
            Assert.Equal((method, path, expected), (method, path, await reader.SendJson(new HttpMethod(method), prefix + path + slash)));
        }

        // Behind the prefix. A parameter that is not in the list has no value yet: the test does not pass over its route.
        string PathOf(RouteEndpoint endpoint) => endpoint.RoutePattern.Parameters.Aggregate(
            endpoint.RoutePattern.RawText!["/v2".Length..].TrimEnd('/'), (path, parameter) => path.Replace($"{{{parameter.Name}}}", values[parameter.Name], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/api/metrics", HttpStatusCode.NotFound)]
    [InlineData("/api/Metrics/", HttpStatusCode.NotFound)]
    public async Task What_the_service_measures_has_one_path(string path, HttpStatusCode status) =>
        Assert.Equal(status, (await _client.Get(path)).Status);

    [Theory]
    [InlineData("My Custom Metric", "My%20Custom%20Metric")]
    [InlineData("Größe in %", "Gr%C3%B6%C3%9Fe%20in%20%25")]
    [InlineData("percent%20sign", "percent%2520sign")]
    [InlineData("percent%2Fslash", "percent%252Fslash")]
    [InlineData("one+two", "one+two")]
    [InlineData("two+one", "two%2Bone")]
    [InlineData("really? #1 & <more>", "really%3F%20%231%20%26%20%3Cmore%3E")]
    [InlineData("a back\\slash", "a%20back%5Cslash")]
    [InlineData("rocket 🚀", "rocket%20%F0%9F%9A%80")]
    [InlineData(" blanks around ", "%20blanks%20around%20")]
    [InlineData("42nd", "42nd")]
    public async Task A_name_in_the_path_is_percent_encoded(string name, string encoded)
    {
        var id = await _client.Define(name);

        var answer = await shared.Host.Address.SendRaw(
            "POST", $"/v2/customMetrics/{encoded}/data?returnValue=true", Authorized, """{"value":1,"date":"2024-04-09"}""");

        Assert.Equal(Json("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}"""), answer.Answer);
        Assert.Equal("""{"value":2.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"value":1,"date":"2024-04-09"}"""));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("keys")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("١٢")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("...")]
    [InlineData("a\u0301")]
    [InlineData("\u00e1")]
    public async Task A_name_that_looks_like_something_else_finds_its_metric(string name)
    {
        var created = await _client.Post("/v2/customMetrics", $$"""{"name":"{{name}}","dataType":"Sum","interval":"Daily"}""");
        var found = await shared.Host.Address.SendRaw("GET", $"/v2/customMetrics/{PercentEncoded(name)}", Authorized);

        Assert.True(created.Status is HttpStatusCode.Created or HttpStatusCode.OK, created.Body);
        Assert.Equal(Json(created.Body), found.Answer);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("12")]
    [InlineData("a/b")]
    public async Task A_name_that_a_path_could_not_hold_is_refused(string name) => Assert.Equal(
        Answer.Failure(HttpStatusCode.BadRequest, "The request was not properly formed: name must not be digits only, '.' or '..', nor contain '/' or control characters"),
        await _client.Post("/v2/customMetrics", $$"""{"name":"{{name}}","dataType":"Sum","interval":"Daily"}"""));

    [Fact]
    public async Task Parameters_that_nobody_knows_are_ignored()
    {
        const string unknown = "owner=My%20Organization&createActivityLog=false&fields=&x=1&x=2&=";
        var id = await _client.Define("unknown parameters");

        Assert.Equal(HttpStatusCode.OK, (await _client.Post($"/v2/customMetrics?{unknown}", """{"name":"unknown parameters","dataType":"Sum","interval":"Daily"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.Get($"/v2/customMetrics?{unknown}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.Get($"/v2/customMetrics/{id}?{unknown}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _client.Post($"/v2/customMetrics/{id}/data?{unknown}", """{"value":1}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.Put($"/v2/customMetrics/{id}?{unknown}", "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.Delete($"/v2/customMetrics/{id}?{unknown}")).Status);
    }

    [Fact]
    public async Task The_headers_of_an_answer_are_those_of_the_contract_to_the_letter()
    {
        var id = await _client.Define("headers");

        var found = await shared.Host.Address.SendRaw("GET", $"/v2/customMetrics/{id}", Authorized);
        var added = await shared.Host.Address.SendRaw("POST", $"/v2/customMetrics/{id}/data", Authorized, """{"value":1}""");
        var failed = await shared.Host.Address.SendRaw("GET", "/v2/customMetrics/no%20such%20metric", Authorized);

        Assert.Equal("application/json", found.Header("Content-Type"));
        Assert.Equal("application/json", failed.Header("Content-Type"));
        Assert.Null(added.Header("Content-Type"));
        Assert.Equal("", added.Body);
    }

    [Theory]
    [InlineData("/v2/customMetrics/999999999")]
    [InlineData("/v2/customMetrics/0")]
    [InlineData("/v2/customMetrics/99999999999999999999999999")]
    [InlineData("/v2/customMetrics/nobody%20defined%20this")]
    [InlineData("/v2/customMetrics/a%2Fb")]
    [InlineData("/v2/customMetrics/%FF%FE")]
    [InlineData("/v2/customMetrics/%zz")]
    [InlineData("/v2/customMetrics/1/nothing")]
    [InlineData("/v2/nothing")]
    [InlineData("/v3/customMetrics")]
    [InlineData("/api/customMetrics")]
    [InlineData("/api/api/v2/customMetrics")]
    public async Task What_is_not_there_is_not_found(string target)
    {
        var answer = await shared.Host.Address.SendRaw("GET", target, Authorized);

        Assert.Equal(Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found"), answer.Answer);
    }

    [Theory]
    [InlineData("POST", "/v2/customMetrics/nobody%20defined%20this/data", """{"value":1}""")]
    [InlineData("POST", "/v2/customMetrics/999999999/data", """{"value":1}""")]
    [InlineData("PUT", "/v2/customMetrics/nobody%20defined%20this", """{"name":"other"}""")]
    [InlineData("PUT", "/v2/customMetrics/999999999", """{"name":"other"}""")]
    [InlineData("DELETE", "/v2/customMetrics/nobody%20defined%20this", null)]
    [InlineData("DELETE", "/v2/customMetrics/999999999", null)]
    public async Task Nothing_can_be_done_to_a_metric_that_is_not_there(string method, string path, string? body) => Assert.Equal(
        Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found"),
        await _client.SendJson(new HttpMethod(method), path, body));

    [Theory]
    [InlineData("PATCH", "/v2/customMetrics", "GET, HEAD, POST")]
    [InlineData("PATCH", "/v2/customMetrics/1/data", "DELETE, GET, HEAD, POST")]
    [InlineData("DELETE", "/v2/customMetrics", "GET, HEAD, POST")]
    [InlineData("PUT", "/api/v2/customMetrics/", "GET, HEAD, POST")]
    [InlineData("GET", "/v2/import", "POST")]
    [InlineData("OPTIONS", "/v2/me", "GET, HEAD")]
    [InlineData("POST", "/v2/customMetrics/playbookRuns", "DELETE, GET, HEAD, PUT")]
    [InlineData("PATCH", "/api/v2/customMetrics/1/", "DELETE, GET, HEAD, PUT")]
    public async Task A_method_that_does_not_fit_is_told_which_do(string method, string path, string allowed)
    {
        var answer = await shared.Host.Address.SendRaw(method, path, Authorized);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.MethodNotAllowed, $"The method {method} is not allowed here, please use one of: {allowed}"),
            answer.Answer);
        Assert.Equal(allowed, answer.Header("Allow"));
    }

    [Theory]
    [InlineData("/v2/customMetrics", 200)]
    [InlineData("/api/v2/customMetrics/heads/", 200)]
    [InlineData("/v2/customMetrics/heads/data?startDate=2024-04-09", 200)]
    [InlineData("/v2/customMetrics/heads/keys", 400)]
    [InlineData("/v2/customMetrics/nobody%20defined%20this", 404)]
    [InlineData("/v2/customMetrics/heads/data?order=up", 400)]
    [InlineData("/v2/export", 200)]
    [InlineData("/v2/openmetrics", 200)]
    [InlineData("/v2/dashboards", 200)]
    [InlineData("/v2/me", 200)]
    [InlineData("/v2/import", 405)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/docs/", 200)]
    [InlineData("/docs/scalar.js", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/metrics", 200)]
    [InlineData("/", 200)]
    public async Task HEAD_is_answered_as_GET_is_but_for_the_body(string target, int status)
    {
        await _client.Define("heads");
        await _client.AddReturning("heads", """{"value":1,"date":"2024-04-09"}""");

        var got = await shared.Host.Address.SendRaw("GET", target, Authorized);
        var head = await shared.Host.Address.SendRaw("HEAD", target, Authorized);

        Assert.Equal((status, got.Header("Content-Type"), ""), ((int)head.Status, head.Header("Content-Type"), head.Body));
        Assert.Equal(got.Status, head.Status);
        Assert.Equal(got.Header("Allow"), head.Header("Allow"));
    }

    [Fact]
    public async Task HEAD_of_CSV_is_that_of_CSV()
    {
        const string target = "/v2/customMetrics/heads/data?startDate=2024-04-09";
        await _client.Define("heads");
        await _client.AddReturning("heads", """{"value":1,"date":"2024-04-09"}""");

        var got = await shared.Host.Address.SendRaw("GET", target, [.. Authorized, "Accept: text/csv"]);
        var head = await shared.Host.Address.SendRaw("HEAD", target, [.. Authorized, "Accept: text/csv"]);

        Assert.StartsWith("date,value,count\r\n2024-04-09T00:00:00Z,", got.Body, StringComparison.Ordinal);
        Assert.Equal(new Answer(HttpStatusCode.OK, "text/csv; charset=utf-8", ""), head.Answer);
        Assert.Equal(got.Header("Content-Type"), head.Header("Content-Type"));
    }

    [Fact]
    public async Task HEAD_is_for_those_who_may_read()
    {
        var answer = await shared.Host.Address.SendRaw("HEAD", "/v2/customMetrics", []);

        Assert.Equal((HttpStatusCode.Unauthorized, ""), (answer.Status, answer.Body));
        Assert.NotNull(answer.Header("WWW-Authenticate"));
    }

    private static string[] Authorized => [$"Authorization: Bearer {TestUsers.AdministratorToken}", "Content-Type: application/json"];

    /// <summary>Every byte as an escape, also those that need none.</summary>
    private static string PercentEncoded(string name) => string.Concat(Encoding.UTF8.GetBytes(name).Select(value => $"%{value:X2}"));

    private static Answer Json(string body) => new(HttpStatusCode.OK, "application/json", body);
}
