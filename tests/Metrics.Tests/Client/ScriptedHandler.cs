using System.Net;
using System.Net.Http.Headers;

namespace Metrics.Tests.Client;

/// <summary>A network that does to the first requests what the test says, one step each, and passes the others on.</summary>
internal sealed class ScriptedHandler(params ScriptedHandler.Step[] steps) : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>What the service says of what is not there.</summary>
    public const string NotFound = """{"status":"Failure","message":"The requested resource was not found"}""";

    private int _requests;

    /// <summary>What becomes of a request.</summary>
    /// <param name="passOn">Sends it to the server.</param>
    /// <param name="cancellationToken">The sender no longer waits.</param>
    public delegate Task<HttpResponseMessage> Step(Func<Task<HttpResponseMessage>> passOn, CancellationToken cancellationToken);

    /// <summary>How many requests came.</summary>
    public int Requests => _requests;

    /// <summary>This is the answer; the server does not see the request.</summary>
    public static Step Answers(HttpStatusCode status, string body = "{}", TimeSpan? retryAfter = null) => (_, _) =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        response.Headers.RetryAfter = retryAfter is { } delay ? new RetryConditionHeaderValue(delay) : null;
        return Task.FromResult(response);
    };

    /// <summary>An answer whose head comes, and whose body does not.</summary>
    public static Step AnswersWithout(HttpStatusCode status, HttpContent body) =>
        (_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = body });

    /// <summary>The request never gets an answer.</summary>
    public static Step IsSilent { get; } = async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("Nobody waits so long.");
    };

    /// <summary>Something breaks.</summary>
    public static Step Throws(Exception exception) => (_, _) => Task.FromException<HttpResponseMessage>(exception);

    /// <summary>The server has the request and does this before the client hears that the answer is lost.</summary>
    public static Step LosesAnswer(Func<Task>? then = null) => async (passOn, _) =>
    {
        (await passOn()).Dispose();
        await (then?.Invoke() ?? Task.CompletedTask);
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer is lost.");
    };

    /// <summary>The same for so many requests.</summary>
    public static Step[] Times(int times, Step step) => [.. Enumerable.Repeat(step, times)];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Task<HttpResponseMessage> PassOn() => base.SendAsync(request, cancellationToken);

        var place = Interlocked.Increment(ref _requests) - 1;
        return place < steps.Length ? steps[place](PassOn, cancellationToken) : PassOn();
    }
}
