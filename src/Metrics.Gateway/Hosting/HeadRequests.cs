using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// HEAD is answered wherever GET is, and in the same way, but without a body. Where the body would begin, a request of the API counts as
/// aborted, so that nobody reads a million values for it. Other requests run to their end, since what ASP.NET itself sends would take that for
/// the end of the connection.
/// </summary>
internal static class HeadRequests
{
    /// <summary>To be used before the path base, which looks for routes, and after authentication, since a signature is of the method as it was sent.</summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use((HttpContext context, RequestDelegate next) =>
        HttpMethods.IsHead(context.Request.Method) ? ServeAsync(context, next) : next(context));

    private static async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var (aborted, body) = (context.RequestAborted, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        await using var noBody = new NoBody(context, body, enough);
        (context.Request.Method, context.RequestAborted, context.Response.Body) = (HttpMethods.Get, enough.Token, noBody);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.Response.HasStarted && !aborted.IsCancellationRequested)
        {
            // The headers are out, and that is all.
        }
        finally
        {
            // For those who log and measure what was sent.
            (context.Request.Method, context.RequestAborted) = (HttpMethods.Head, aborted);
            context.Features.Set(body);
        }
    }

    /// <summary>Takes a body, sends the headers before it, and leaves it at that. The server would take a write that is cancelled for the end of its connection.</summary>
    private sealed class NoBody(HttpContext context, IHttpResponseBodyFeature response, CancellationTokenSource enough) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await response.StartAsync(CancellationToken.None);
            if (context.GetEndpoint()?.Metadata.GetMetadata<WritesOwnBodies>() is not null)
            {
                await enough.CancelAsync();
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await FlushAsync(CancellationToken.None);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => FlushAsync(CancellationToken.None);

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
