using System.Collections.Immutable;
using System.Net;
using System.Text;
using Metrics.Gateway.Archive;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Metrics.Tests.Gateway.Archive;

/// <summary>Imports with a line that is wrong: it is named, and what stood before it is applied.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BadImportTests(SharedGateway shared)
{
    private const string Sum = """{"customMetricConfig":{"id":1,"name":"bad import sum","dataType":"Sum","interval":"Daily","keyedValues":false}}""";
    private const string Keyed = """{"customMetricConfig":{"id":2,"name":"bad import keyed","dataType":"Average","interval":"Daily","keyedValues":true}}""";
    private const string NoMembers = "it is not a JSON object with the members of an export";

    private readonly HttpClient _client = shared.Host.Client(TestUsers.NewYorkToken);

    [Theory]
    [InlineData("nothing", NoMembers)]
    [InlineData("{", NoMembers)]
    [InlineData("[]", NoMembers)]
    [InlineData("null", NoMembers)]
    [InlineData("""{"\ud83d":1}""", NoMembers)]
    [InlineData("""{"customMetricConfig":{"id":3,"name":"\ud83d","dataType":"Sum","interval":"Daily"}}""", NoMembers)]
    [InlineData("{}", "either customMetricConfig or customMetricData must be there")]
    [InlineData("""{"customMetricConfig":{"id":0,"name":"bad import","dataType":"Sum","interval":"Daily"}}""", "id must be a positive number")]
    [InlineData("""{"customMetricConfig":{"id":3,"name":"bad import","dataType":"Median","interval":"Daily"}}""", "The dataType for this customMetric is invalid, please enter one of the following values: Average, Count, First, Last, Max, Min, Sum")]
    [InlineData("""{"customMetricConfig":{"id":3,"name":"bad import sum","dataType":"Max","interval":"Daily"}}""", "a metric with this name already exists")]
    [InlineData("""{"customMetricData":{"metric":3,"date":"2024-04-09T04:00:00Z","count":1,"sum":"1"}}""", "no customMetricConfig with the id 3 stands before it")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2024-04-09T00:00:00Z","count":1,"sum":"1"}}""", "date must be the start of a time bucket (Daily) in the organization's zone, America/New_York")]
    [InlineData("""{"customMetricData":{"metric":1,"count":1,"sum":"1"}}""", "date must be an ISO 8601 date, such as 2018-10-19T14:00:00Z")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"1968-04-09T05:00:00Z","count":1,"sum":"1"}}""", "date must be from 1970 to one day ahead")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2124-04-09T04:00:00Z","count":1,"sum":"1"}}""", "date must be from 1970 to one day ahead")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2024-04-09T04:00:00Z","count":1,"sum":1}}""", NoMembers)]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2024-04-09T04:00:00Z","count":1,"sum":"one"}}""", "sum must be a string holding a number of at most 28 digits and 28 decimals")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2024-04-09T04:00:00Z","count":0,"sum":"1"}}""", "these members do not make up a value of type Sum")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2024-04-09T04:00:00Z","count":9000000000001,"sum":"1"}}""", "count must be at most 9000000000000")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2024-04-09T04:00:00Z","count":1}}""", "these members do not make up a value of type Sum")]
    [InlineData("""{"customMetricData":{"metric":1,"date":"2024-04-09T04:00:00Z","count":1,"sum":"1","min":"1"}}""", "these members do not make up a value of type Sum")]
    [InlineData("""{"customMetricData":{"metric":1,"name":"k","date":"2024-04-09T04:00:00Z","count":1,"sum":"1"}}""", "name is not allowed, because this customMetric is not keyed (keyedValues is false)")]
    [InlineData("""{"customMetricData":{"metric":2,"date":"2024-04-09T04:00:00Z","count":1,"weight":"1","weightedSum":"1"}}""", "name must have 1 to 255 characters, and no control characters")]
    [InlineData("""{"customMetricData":{"metric":2,"name":"k","date":"2024-04-09T04:00:00Z","count":1,"weight":"0","weightedSum":"1"}}""", "these members do not make up a value of type Average")]
    [InlineData("""{"customMetricData":{"metric":2,"name":"k","date":"2024-04-09T04:00:00Z","count":1,"weight":"0.1","weightedSum":"70000000000000000000000000000"}}""", "the running value of this time bucket would need more digits than an exact decimal has (28, up to 79228162514264337593543950335)")]
    public async Task A_line_that_is_wrong_is_named_and_those_before_it_are_applied(string line, string why)
    {
        var value = Guid.NewGuid().GetHashCode() % 1_000_000;

        var answer = await ArchiveTests.ImportAsync(_client, $$$"""
            {{{Sum}}}
            {{{Keyed}}}

            {"customMetricData":{"metric":1,"date":"2024-04-10T04:00:00Z","count":1,"sum":"{{{value}}}"}}
            {{{line}}}
            {"customMetricData":{"metric":1,"date":"2024-04-10T04:00:00Z","count":1,"sum":"-1"}}
            """);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: line 5: {why}; the lines before it are applied (2 customMetrics, 1 values)"),
            answer);
        Assert.Equal($$"""{"value":{{value}}.0,"date":"2024-04-10T04:00:00Z"}""", await _client.AddReturning("bad import sum", """{"value":0,"date":"2024-04-10"}"""));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(700)]
    public async Task A_definition_that_is_refused_among_others_is_named_before_a_later_line_that_cannot_even_be_read(int others)
    {
        string Others(string name) => string.Concat(Enumerable.Range(0, others).Select(i =>
            $$$"""{"customMetricConfig":{"id":{{{100 + i}}},"name":"bad import {{{name}}} {{{others}}}-{{{i}}}","dataType":"Sum","interval":"Daily"}}""" + "\n"));

        var answer = await ArchiveTests.ImportAsync(
            _client, $"{Sum}\n{Others("before")}{Sum.Replace("Sum", "Max", StringComparison.Ordinal)}\n{Others("after")}nothing");

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                $"The request was not properly formed: line {others + 2}: a metric with this name already exists; the lines before it are applied ({others + 1} customMetrics, 0 values)"),
            answer);
        Assert.StartsWith(
            $$$"""{"status":"Success","data":{"resultCount":{{{others}}},""",
            (await _client.Get($"/v2/customMetrics?search=bad import before {others}-")).Body, StringComparison.Ordinal);
        Assert.StartsWith(
            """{"status":"Success","data":{"resultCount":0,""", (await _client.Get("/v2/customMetrics?search=bad import after")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_at_all_is_no_packed_import()
    {
        var answer = await _client.PostData("/v2/import", [], BulkExtensions.Lines, gzip: true);

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: line 1: the body is not valid gzip from here on; the lines before it are applied (0 customMetrics, 0 values)"),
            answer);
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_before_it_fills_the_memory() => Assert.Equal(
        Answer.Failure(HttpStatusCode.BadRequest, "The request was not properly formed: line 2: it has more than 65536 bytes; the lines before it are applied (1 customMetrics, 0 values)"),
        await ArchiveTests.ImportAsync(_client, Sum + "\n" + new string(' ', 66_000)));

    [Fact]
    public async Task An_import_that_does_not_come_in_time_says_what_was_applied_and_may_be_sent_again()
    {
        async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines()
        {
            yield return Encoding.UTF8.GetBytes(Sum);
            yield return """{"customMetricData":{"metric":1,"date":"2024-04-11T00:00:00Z","count":1,"sum":"5"}}"""u8.ToArray();
            await Task.CompletedTask;
            throw new BadHttpRequestException("Reading the request body timed out.", StatusCodes.Status408RequestTimeout);
        }

        var organization = shared.Host.Services.GetRequiredService<ApiUserDirectory>().Organizations[0];
        var importer = new Importer(
            organization,
            shared.Host.Services.GetRequiredService<MetricDirectory>().CatalogOf(organization),
            shared.Host.Services.GetRequiredService<BucketArchive>(),
            Instant.FromUtc(2024, 4, 12, 0, 0),
            new RecordingLogger<Importer>());

        var failure = await Assert.ThrowsAsync<ApiFailure>(() => importer.RunAsync(Lines()));

        Assert.Equal(
            (HttpStatusCode.RequestTimeout, "line 3 did not come; the lines before it are applied (1 customMetrics, 1 values)"),
            (failure.Status, failure.Reason));
        Assert.Contains("\"value\":5.0", await shared.Host.Client().GetStringAsync(
            new Uri("/v2/customMetrics/bad%20import%20sum/data?startDate=2024-04-11&endDate=2024-04-12", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_ids_than_any_organization_has_metrics_are_refused_before_they_fill_the_memory()
    {
        var importer = new Importer(
            shared.Host.Services.GetRequiredService<ApiUserDirectory>().Organizations[0],
            StandIn.For<IMetricCatalogGrain>((_, arguments) => Task.FromResult((ImmutableArray<MetricDefinition>)arguments[0]!)),
            shared.Host.Services.GetRequiredService<BucketArchive>(),
            Instant.FromUtc(2024, 4, 9, 0, 0),
            new RecordingLogger<Importer>());

        // An id that is there already is none more.
        var failure = await Assert.ThrowsAsync<ApiFailure>(() => importer.RunAsync(
            Enumerable.Range(1, 100_001).SelectMany(id => (int[])[id, 1]).ToAsyncEnumerable().Select(id => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(
                $$$"""{"customMetricConfig":{"id":{{{id}}},"name":"m","dataType":"Sum","interval":"Daily"}}"""))));

        Assert.Equal("line 200001: an import may have at most 100000 ids of a customMetricConfig; the lines before it are applied (100000 customMetrics, 0 values)", failure.Reason);
    }

    [Fact]
    public async Task A_failure_of_the_server_is_not_the_fault_of_a_line_and_is_told_with_how_far_the_import_came()
    {
        var failure = new InvalidOperationException("out of order");
        var logger = new RecordingLogger<Importer>();
        var importer = new Importer(
            shared.Host.Services.GetRequiredService<ApiUserDirectory>().Organizations[0],
            StandIn.For<IMetricCatalogGrain>((_, _) => Task.FromException<ImmutableArray<MetricDefinition>>(failure)),
            shared.Host.Services.GetRequiredService<BucketArchive>(),
            Instant.FromUtc(2024, 4, 9, 0, 0),
            logger);

        var thrown = await Record.ExceptionAsync(() => importer.RunAsync(new[] { (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Sum) }.ToAsyncEnumerable()));

        Assert.Same(failure, thrown);
        Assert.Equal("An import into Main was broken off at line 1, after 0 values: out of order", Assert.Single(logger.Lines).Message);
    }
}
