using System.Net;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using NodaTime.Extensions;

namespace Metrics.Gateway.Writing;

/// <summary>
/// Answers a request that brings points to one metric. It is what the service spends its time on: so it has its services for good
/// instead of as parameters, which would make a scope of services for each request, and writes its answers itself.
/// </summary>
internal sealed class PointEndpoint(MetricDirectory metrics, PointWriter writer, BulkEndpoint bulk, TimeProvider time)
{
    /// <summary>Adds one point, or many, and answers.</summary>
    /// <param name="metric">The metric, as the path names it.</param>
    /// <param name="request">The request.</param>
    public async Task AddAsync(string metric, HttpRequest request)
    {
        var user = ApiUser.Of(request.HttpContext)!;
        var definition = await metrics.GetForDataAsync(user.Organization, metric);
        var now = time.GetCurrentInstant();
        await using var body = RequestBody.OpenJsonOrLines(request);
        if (body.IsLines || await body.PeekAsync() == '[')
        {
            var answer = await bulk.AddAsync(request, body, user, definition, now);
            await answer.ExecuteAsync(request.HttpContext);
            return;
        }

        var keyText = IdempotencyKey.TextOf(request);
        var reader = new PointReader(definition, user.Organization, now, mayComeAgain: keyText is not null);
        var (point, key) = await JsonBody.ReadAsync(body, utf8 => (reader.ReadBody(utf8), IdempotencyKey.Of(keyText, utf8)));
        var value = await writer.AddAsync(user, metric, point, now, key);
        var response = request.HttpContext.Response;
        if (QueryParameters.ReturnValue(request))
        {
            await response.WriteAsJsonAsync(value, V2JsonContext.Default.RunningValue, Envelope.ContentType);
        }
        else
        {
            response.StatusCode = (int)HttpStatusCode.NoContent;
        }
    }
}
