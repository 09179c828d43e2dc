using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>The life of a definition: created, created again, changed, deleted.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class DefinitionTests(SharedGateway shared)
{
    private const string Point = """{"value":1,"date":"2024-04-09"}""";
    private const string NameTaken = "The name for this customMetric is invalid, a(n) customMetric with this name already exists";

    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task A_definition_that_is_created_again_in_the_same_words_is_the_same()
    {
        var created = await _client.Post("/v2/customMetrics", """{"name":"again","dataType":"Sum","interval":"Daily","keyedValues":false}""");
        var again = await _client.Post("/v2/customMetrics", """{"interval":"DAILY","dataType":"sum","name":"again"}""");

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(created with { Status = HttpStatusCode.OK }, again);
    }

    [Theory]
    [InlineData("""{"name":"taken","dataType":"Max","interval":"Daily","keyedValues":true,"description":"first"}""")]
    [InlineData("""{"name":"taken","dataType":"Sum","interval":"Hourly","keyedValues":true,"description":"first"}""")]
    [InlineData("""{"name":"taken","dataType":"Sum","interval":"Daily","keyedValues":false,"description":"first"}""")]
    [InlineData("""{"name":"taken","dataType":"Sum","interval":"Daily","description":"first"}""")]
    [InlineData("""{"name":"taken","dataType":"Sum","interval":"Daily","keyedValues":true,"description":"second"}""")]
    [InlineData("""{"name":"taken","dataType":"Sum","interval":"Daily","keyedValues":true}""")]
    public async Task A_name_that_is_taken_by_another_definition_is_refused(string body)
    {
        const string first = """{"name":"taken","dataType":"Sum","interval":"Daily","keyedValues":true,"description":"first"}""";
        var before = (await _client.Post("/v2/customMetrics", first)).Body;

        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, NameTaken), await _client.Post("/v2/customMetrics", body));
        Assert.Equal(before, (await _client.Get("/v2/customMetrics/taken")).Body);
    }

    [Fact]
    public async Task Names_differ_by_their_case()
    {
        var lower = await _client.Define("letter case");
        var upper = await _client.Define("LETTER CASE");

        Assert.NotEqual(lower, upper);
        Assert.Equal(Definition(lower, "letter case"), await _client.Get("/v2/customMetrics/letter%20case"));
        Assert.Equal(Definition(upper, "LETTER CASE"), await _client.Get("/v2/customMetrics/LETTER%20CASE"));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/Letter%20Case")).Status);
    }

    [Fact]
    public async Task A_metric_is_renamed_and_keeps_its_id_and_its_values()
    {
        var id = await _client.Define("before");
        await _client.AddReturning(id, Point);

        Assert.Equal(Definition(id, "after"), await _client.Put("/v2/customMetrics/before", """{"name":"after"}"""));

        Assert.Equal(Definition(id, "after"), await _client.Get($"/v2/customMetrics/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/before")).Status);
        Assert.Equal("""{"value":2.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning("after", Point));
        Assert.NotEqual(id, await _client.Define("before"));
    }

    [Fact]
    public async Task A_description_is_changed_and_the_name_stays()
    {
        var id = await _client.Define("to be described");
        var described = Definition(id, "to be described", ",\"description\":\"now\"");

        Assert.Equal(described, await _client.Put($"/v2/customMetrics/{id}", """{"description":"now"}"""));
        Assert.Equal(described, await _client.Get("/v2/customMetrics/to%20be%20described"));
    }

    [Fact]
    public async Task A_whole_definition_is_put_back_as_it_was_read()
    {
        var id = await _client.Define("put back");

        Assert.Equal(Definition(id, "put back"), await _client.Put(
            $"/v2/customMetrics/{id}", $$"""{"id":{{id}},"name":"put back","dataType":"sum","interval":"daily","keyedValues":false}"""));
    }

    [Theory]
    [InlineData("""{"dataType":"Max"}""", "The request was not properly formed: dataType cannot be changed, only name and description can")]
    [InlineData("""{"interval":"Hourly"}""", "The request was not properly formed: interval cannot be changed, only name and description can")]
    [InlineData("""{"keyedValues":true}""", "The request was not properly formed: keyedValues cannot be changed, only name and description can")]
    [InlineData("""{"name":"changed","description":"changed","dataType":"Max"}""", "The request was not properly formed: dataType cannot be changed, only name and description can")]
    [InlineData("""{"dataType":"Median"}""", "The dataType for this customMetric is invalid, please enter one of the following values: Average, Count, First, Last, Max, Min, Sum")]
    [InlineData("""{"interval":"Never"}""", "The interval for this customMetric is invalid, please enter one of the following values: Daily, Hourly, Monthly, Weekly, Yearly")]
    [InlineData("""{"name":""}""", "The name for this customMetric is invalid, please enter a(n) name between 1-45 characters in length")]
    [InlineData("""{"name":"0123456789012345678901234567890123456789 46-ers"}""", "The name for this customMetric is invalid, please enter a(n) name between 1-45 characters in length")]
    [InlineData("""{"name":"2024"}""", "The request was not properly formed: name must not be digits only, '.' or '..', nor contain '/' or control characters")]
    [InlineData("""{"name":"also taken"}""", NameTaken)]
    public async Task A_change_is_refused_and_nothing_has_changed(string body, string message)
    {
        var id = await _client.Define("unchanged");
        await _client.Define("also taken");

        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, message), await _client.Put($"/v2/customMetrics/{id}", body));
        Assert.Equal(Definition(id, "unchanged"), await _client.Get("/v2/customMetrics/unchanged"));
    }

    [Theory]
    [InlineData("by id", true)]
    [InlineData("by name", false)]
    public async Task A_metric_is_deleted(string name, bool byId)
    {
        var id = await _client.Define(name);
        await _client.AddReturning(id, Point);

        Assert.Equal(
            new Answer(HttpStatusCode.OK, "application/json", """{"status":"Success"}"""),
            await _client.Delete(byId ? $"/v2/customMetrics/{id}" : $"/v2/customMetrics/{Uri.EscapeDataString(name)}"));

        foreach (var path in (string[])[$"/v2/customMetrics/{id}", $"/v2/customMetrics/{Uri.EscapeDataString(name)}"])
        {
            Assert.Equal(NotFound, await _client.Get(path));
            Assert.Equal(NotFound, await _client.Put(path, """{"description":"back"}"""));
            Assert.Equal(NotFound, await _client.Delete(path));
            Assert.Equal(NotFound, await _client.Post(path + "/data", Point));
        }
    }

    [Fact]
    public async Task A_new_metric_with_the_name_of_a_deleted_one_has_another_id_and_starts_empty()
    {
        var deleted = await _client.Define("recreated");
        await _client.AddReturning(deleted, Point);
        await _client.Delete($"/v2/customMetrics/{deleted}");

        var recreated = await _client.Define("recreated");

        Assert.True(recreated > deleted);
        Assert.Equal(NotFound, await _client.Post($"/v2/customMetrics/{deleted}/data", Point));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning("recreated", Point));
    }

    private static Answer NotFound => Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found");

    private static Answer Definition(long id, string name, string more = "") => new(
        HttpStatusCode.OK,
        "application/json",
        $$$$"""{"status":"Success","data":{"customMetricConfig":{"id":{{{{id}}}},"name":"{{{{name}}}}","dataType":"Sum","interval":"Daily","keyedValues":false{{{{more}}}}}}}""");
}
