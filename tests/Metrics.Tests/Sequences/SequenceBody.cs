using System.Net.Http.Headers;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Sequences;

/// <summary>How a body is sent.</summary>
internal sealed record SequenceBody
{
    public bool IsLines { get; init; }

    public bool IsPacked { get; init; }

    public string? IdempotencyKey { get; init; }

    public void WriteTo(HttpRequestMessage request, string? body)
    {
        if (IdempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", IdempotencyKey);
        }

        if (body is null)
        {
            return;
        }

        request.Content = new ByteArrayContent(IsPacked ? body.Gzip() : Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(IsLines ? BulkExtensions.Lines : BulkExtensions.Json);
        if (IsPacked)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }
    }

    public override string ToString() =>
        (IsLines ? ", as lines" : "") + (IsPacked ? ", packed" : "") + (IdempotencyKey is null ? "" : $", Idempotency-Key {IdempotencyKey}");
}
