using System.Text;
using Metrics.Gateway.V2;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Metrics.Tests.Gateway;

/// <summary>What clients are told of failures that no test can bring about at will.</summary>
public sealed class FailureHandlerTests
{
    public static TheoryData<Exception> Interruptions => [
        new TimeoutException(),
        new OperationCanceledException("Message expired before placement could complete"),
        new Orleans.Runtime.SiloUnavailableException(),
        new Orleans.Storage.InconsistentStateException(),
        new OutcomeUnknownException("Another activation has written it."),
        new StorageUnavailableException("The database did not complete a commit."),
        new Polly.Timeout.TimeoutRejectedException(),
    ];

    /// <summary>As Kestrel has it.</summary>
    private static BadHttpRequestException TooSlow =>
        new("Reading the request body timed out due to data arriving too slowly. See MinRequestBodyDataRate.", StatusCodes.Status408RequestTimeout);

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task After_an_interruption_the_outcome_is_unknown_and_the_client_may_come_again(Exception exception)
    {
        var (response, body) = await HandleAsync(exception);

        Assert.Equal(503, response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter);
        Assert.Contains("whether the request took effect is unknown", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_queue_is_full_nothing_was_changed_and_the_client_may_come_again()
    {
        var (response, body) = await HandleAsync(new StorageQueueFullException());

        Assert.Equal(503, response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter);
        Assert.Equal("""{"status":"Failure","message":"The service is busy, nothing was changed, please try again later"}""", body);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_no_mistake_in_it_and_may_be_sent_again()
    {
        var (response, body) = await HandleAsync(TooSlow);

        Assert.Equal(408, response.StatusCode);
        Assert.Equal("""{"status":"Failure","message":"The request body came too slowly, please try again: nothing was changed"}""", body);
    }

    [Fact]
    public async Task A_metric_that_is_deleted_meanwhile_is_not_there()
    {
        var (response, body) = await HandleAsync(new MetricDeletedException());

        Assert.Equal(404, response.StatusCode);
        Assert.Equal("""{"status":"Failure","message":"The requested resource was not found"}""", body);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_not_told()
    {
        var (response, body) = await HandleAsync(new InvalidOperationException("secret"));

        Assert.Equal(500, response.StatusCode);
        Assert.Contains("An unknown error occurred (trace id ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    private static async Task<(HttpResponse Response, string Body)> HandleAsync(Exception exception)
    {
        using var body = new MemoryStream();
        using var meters = new SilentMeters();
        await using var services = new ServiceCollection().AddSingleton(new ApiMetrics(meters)).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        Assert.True(await new FailureHandler(NullLogger<FailureHandler>.Instance).TryHandleAsync(context, exception, default));
        await context.Response.CompleteAsync();
        return (context.Response, Encoding.UTF8.GetString(body.ToArray()));
    }
}
