using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace Metrics.Client;

/// <summary>
/// Sends requests, signed afresh for each attempt, and repeats those that may be repeated: all of them, since a request that
/// adds data carries an <c>Idempotency-Key</c> and every other one leaves the same behind however often it is sent.
/// </summary>
internal sealed class ApiTransport : IDisposable
{
    /// <summary>
    /// For so long a request may be repeated under its <c>Idempotency-Key</c>, which the service knows for 24 hours. The rest is for the way there,
    /// and for clocks that differ.
    /// </summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(23);

    private readonly MetricsClientOptions _options;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;

    public ApiTransport(MetricsClientOptions options, HttpMessageHandler? handler)
    {
        _options = options;

        // A redirected request would carry the signature of another path, so it is shown and not followed.
        _http = new HttpClient(handler ?? new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.MaxConnections,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),

            // Access ids and tokens may have any letters, and .NET sends ASCII alone unless it is told otherwise.
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        })
        {
            BaseAddress = new Uri(options.Server.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = options.AttemptTimeout,
        };
        _retry = CreateRetry(options);
    }

    /// <summary>Sends a request and reads the JSON of the answer.</summary>
    /// <returns>Null where the answer was a failure that the request expected.</returns>
    /// <exception cref="MetricsException">The service refused, there was no answer in the end, or it was not the service that answered.</exception>
    public async Task<T?> SendAsync<T>(ApiRequest request, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await GetResponseAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(body, json, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw NotOfTheApi(request, response, $"what is not the API's JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Sends a request whose success has no body (204).</summary>
    /// <inheritdoc cref="SendAsync{T}" path="/exception"/>
    public async Task SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var response = await GetResponseAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.NoContent)
        {
            throw NotOfTheApi(request, response, $"{Describe(response)}, which is not of the API");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and returns the answer with its body, which the caller disposes of.</summary>
    /// <remarks>Any other exception, but for a cancellation, says that nothing was sent that may have taken effect.</remarks>
    /// <exception cref="MetricsException">The service refused, or there was no answer in the end.</exception>
    private async Task<HttpResponseMessage> GetResponseAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var attempts = 0;
        var isOutcomeUnknown = false;
        HttpStatusCode? last = null;
        HttpResponseMessage response;

        // By the wall clock, since any other one stands still while the machine sleeps.
        var mayBeRepeatedUntil = _options.Time.GetUtcNow() + MaxAge;
        try
        {
            response = await _retry.ExecuteAsync(
                async stop =>
                {
                    if (isOutcomeUnknown && request.IdempotencyKey is not null && _options.Time.GetUtcNow() > mayBeRepeatedUntil)
                    {
                        throw new MetricsException(
                            $"{Describe(request)} may have taken effect, and is too old to be repeated: the service knows its Idempotency-Key for a day",
                            last,
                            isOutcomeUnknown,
                            []);
                    }

                    attempts++;
                    last = null;
                    using var message = CreateMessage(request);
                    try
                    {
                        // The body belongs to the attempt: one that breaks off or does not end is an answer that was lost, and asked for again.
                        var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, stop).ConfigureAwait(false);
                        last = answer.StatusCode;
                        isOutcomeUnknown |= answer.StatusCode >= HttpStatusCode.InternalServerError;
                        return answer;
                    }
                    catch (Exception exception) when (exception is not ObjectDisposedException)
                    {
                        isOutcomeUnknown = true;
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            isOutcomeUnknown && exception is not MetricsException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new MetricsException(
                $"{Describe(request)} got no answer in {attempts} attempts: {exception.Message}", status: null, isOutcomeUnknown, [], exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        var failure = await ReadFailureAsync(response, cancellationToken).ConfigureAwait(false);
        var isNotFound = response.StatusCode == HttpStatusCode.NotFound && failure is not null && failure.IsOfTheApi();
        if (isNotFound && (request.MayBeMissing || (request.IsDoneWhenGone && isOutcomeUnknown)))
        {
            return response;
        }

        using (response)
        {
            throw FailureOf(request, response, failure, isOutcomeUnknown, isNotFound);
        }
    }

    private HttpRequestMessage CreateMessage(ApiRequest request)
    {
        var message = request.ToMessage();
        message.RequestUri = new Uri(_http.BaseAddress!, message.RequestUri!);
        _options.Credentials.Authorize(message, _options.Time.GetUtcNow());
        return message;
    }

    private static ResiliencePipeline<HttpResponseMessage> CreateRetry(MetricsClientOptions options)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.Time };
        return options.MaxRetries == 0 ? builder.Build() : builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception ? IsLost(exception) : MayBeBetterLater(arguments.Outcome.Result!.StatusCode)),
            MaxRetryAttempts = options.MaxRetries,
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                RetryPause.Before(arguments.AttemptNumber, arguments.Outcome.Result, options.Time.GetUtcNow())),
        }).Build();
    }

    /// <summary>No answer came, or not all of it: nobody knows what became of the request. A cancellation here is the timeout of the attempt.</summary>
    private static bool IsLost(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException;

    private static bool MayBeBetterLater(HttpStatusCode status) => status
        is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static async Task<FailureAnswer?> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, WireJsonContext.Default.FailureAnswer);
        }
        catch (JsonException)
        {
            // A proxy in between answers with its own page; its status says what there is to say.
            return null;
        }
    }

    private MetricsException FailureOf(
        ApiRequest request, HttpResponseMessage response, FailureAnswer? failure, bool isOutcomeUnknown, bool isNotFound)
    {
        var stranger = response.StatusCode == HttpStatusCode.NotFound && !isNotFound ? ", which is not of the API" : "";
        var earlier = isOutcomeUnknown && response.StatusCode < HttpStatusCode.InternalServerError ? "; an attempt before may have taken effect" : "";
        return new MetricsException(
            $"{Describe(request)} was answered with {Describe(response)}{stranger}: {failure?.Message ?? response.ReasonPhrase}{earlier}",
            response.StatusCode,
            isOutcomeUnknown,
            failure?.Data?.Errors ?? [])
        {
            IsMissing = isNotFound,
        };
    }

    /// <summary>A success that somebody between the client and the service has made up, such as the page of a proxy.</summary>
    private MetricsException NotOfTheApi(ApiRequest request, HttpResponseMessage response, string what, Exception? exception = null) =>
        new($"{Describe(request)} was answered with {what}", response.StatusCode, isOutcomeUnknown: true, [], exception);

    private static string Describe(HttpResponseMessage response) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.StatusCode}");

    private string Describe(ApiRequest request) => $"{request.Method} {_http.BaseAddress}{request.Path}";
}
