using System.IO.Compression;
using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>The files of the dashboard as the service sends them, with a page of three lines in place of the real one.</summary>
public sealed class DashboardPageTests : IDisposable
{
    private const string Index = """<!doctype html><title>Metrics</title><script type="module" src="./assets/index-4f2a.js"></script>""";
    private const string Script = "console.log('a script that is long enough to be worth compressing, long enough, long enough');";

    private readonly TemporaryFolder _folder = new();
    private readonly GatewayHost _host;
    private readonly HttpClient _client;

    public DashboardPageTests()
    {
        Directory.CreateDirectory(_folder.File("page/assets"));
        File.WriteAllText(_folder.File("page/index.html"), Index);
        File.WriteAllText(_folder.File("page/assets/index-4f2a.js"), Script);
        File.WriteAllBytes(_folder.File("page/assets/index-4f2a.js.br"), Compressed(stream => new BrotliStream(stream, CompressionLevel.Optimal)));
        File.WriteAllBytes(_folder.File("page/assets/index-4f2a.js.gz"), Compressed(stream => new GZipStream(stream, CompressionLevel.Optimal)));
        _host = new GatewayHost(_folder, new Dictionary<string, string> { ["webroot"] = _folder.File("page") });
        _client = new HttpClient { BaseAddress = _host.Address };
    }

    [Fact]
    public async Task The_page_is_at_the_root_and_is_asked_for_each_time()
    {
        using var answer = await _client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.Equal(Index, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_file_whose_name_holds_its_digest_is_kept_for_a_year()
    {
        using var answer = await _client.GetAsync("/assets/index-4f2a.js");

        Assert.Equal("text/javascript; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(Script, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", null)]
    [InlineData("zstd", null)]
    public async Task The_smallest_form_that_the_browser_takes_is_sent(string accepted, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/index-4f2a.js");
        request.Headers.Add("Accept-Encoding", accepted);

        using var answer = await _client.SendAsync(request);

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(["Accept-Encoding"], answer.Headers.Vary);
        var content = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(encoding switch
        {
            "br" => new BrotliStream(content, CompressionMode.Decompress),
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            _ => content,
        });
        Assert.Equal(Script, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_browser_that_has_the_file_is_told_so()
    {
        using var first = await _client.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/index-4f2a.js")]
    public async Task The_page_may_load_from_its_own_server_alone_and_run_no_script_within_it(string path)
    {
        using var answer = await _client.GetAsync(path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("base-uri 'none'", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task A_head_request_is_answered_without_the_page()
    {
        using var answer = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Index.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/")]
    [InlineData("/api/assets/index-4f2a.js")]
    [InlineData("/v2/dashboards/")]
    [InlineData("/assets/other.js")]
    [InlineData("/assets/..%2Findex.html")]
    [InlineData("/assets/index-4f2a.js.br")]
    [InlineData("/somewhere")]
    public async Task No_other_path_leads_to_the_page(string path)
    {
        using var answer = await _client.GetAsync(path);

        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized, answer.StatusCode.ToString());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Where_the_page_was_not_built_the_root_says_how_to_get_it()
    {
        using var folder = new TemporaryFolder();
        using var host = new GatewayHost(folder, new Dictionary<string, string> { ["webroot"] = folder.File("nothing") });
        using var client = new HttpClient { BaseAddress = host.Address };

        using var answer = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("dotnet build src/Metrics.Gateway", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="docs">""", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/docs/")).Status);
    }

    public void Dispose()
    {
        _client.Dispose();
        _host.Dispose();
        _folder.Dispose();
    }

    private static byte[] Compressed(Func<Stream, Stream> compress)
    {
        using var bytes = new MemoryStream();
        using (var stream = compress(bytes))
        {
            stream.Write(Encoding.UTF8.GetBytes(Script));
        }

        return bytes.ToArray();
    }
}
