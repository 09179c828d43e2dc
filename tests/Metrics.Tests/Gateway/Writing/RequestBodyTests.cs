using System.Text;
using Metrics.Gateway.V2;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Bodies that come in small pieces, and what the server is told to count.</summary>
public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("\uFEFF \n[1]", '[')]
    [InlineData("\uFEFF{}", '{')]
    [InlineData("  \r\n\t 5", '5')]
    [InlineData("7", '7')]
    [InlineData("\uFEFF", null)]
    [InlineData(" \n ", null)]
    [InlineData("", null)]
    public async Task What_comes_first_is_found_however_it_comes(string text, char? first)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new ByteByByte(Encoding.UTF8.GetBytes(text));
        await using var body = RequestBody.OpenJsonOrLines(context.Request);

        Assert.Equal((byte?)first, await body.PeekAsync());

        var read = await JsonBody.ReadAsync(body, utf8 => Encoding.UTF8.GetString(utf8));
        Assert.Equal(text.TrimStart('\uFEFF'), read);
    }

    [Theory]
    [InlineData("gzip", 10 * 1024 * 1024L)]
    [InlineData("identity", null)]
    public async Task What_goes_into_a_packed_body_is_counted_by_the_server(string encoding, long? limit)
    {
        var context = new DefaultHttpContext();
        var server = new CountingServer();
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(server);
        context.Request.Headers.ContentEncoding = encoding;

        await using var body = RequestBody.OpenJson(context.Request);

        Assert.Equal(limit, server.MaxRequestBodySize);
    }

    private sealed class CountingServer : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }

    private sealed class ByteByByte(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
