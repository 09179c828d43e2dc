using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Which spellings of <c>returnValue</c> ask for the running value.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class ReturnValueTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("?returnValue=true")]
    [InlineData("?returnValue=True")]
    [InlineData("?returnValue=TRUE")]
    [InlineData("?RETURNvalue=true")]
    [InlineData("?owner=My%20Organization&returnValue=true&createActivityLog=false")]
    [InlineData("?returnValue=true?resultLimit=500&owner=X")]
    [InlineData("?returnValue=True?resultLimit=500&owner=X")]
    public async Task These_return_the_running_value(string query)
    {
        var id = await _client.Define("returns", "Last");

        var answer = await _client.Post($"/v2/customMetrics/{id}/data{query}", """{"value":4,"date":"2024-04-09T14:44:00Z"}""");

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"value":4.0,"date":"2024-04-09T00:00:00Z"}"""), answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?returnValue")]
    [InlineData("?returnValue=")]
    [InlineData("?returnValue=false")]
    [InlineData("?returnValue=tRUE")]
    [InlineData("?returnValue=1")]
    [InlineData("?returnValue=yes")]
    [InlineData("?returnValue=truely")]
    [InlineData("?returnValues=true")]
    [InlineData("?returnValue=false?returnValue=true")]
    public async Task Anything_else_returns_nothing(string query)
    {
        await _client.Define("returns nothing");

        var answer = await _client.Post($"/v2/customMetrics/returns%20nothing/data{query}", """{"value":4}""");

        Assert.Equal(new Answer(HttpStatusCode.NoContent, null, ""), answer);
    }
}
