namespace Metrics.Tests.Client;

/// <summary>A network that loses the answers of the first requests: the server has them, the client gets nothing.</summary>
internal sealed class LosingHandler(int losses) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _left = losses;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (Interlocked.Decrement(ref _left) < 0)
        {
            return response;
        }

        response.Dispose();
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer is lost.");
    }
}
