using System.Net;
using Metrics.Client;
using Metrics.Tests.Support;

namespace Metrics.Tests.Client;

/// <summary>What the .NET client makes of a file of credentials.</summary>
public sealed class MetricsCredentialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"token":"t"}""", "Bearer t")]
    [InlineData("""{"accessId":"id","secretKey":"key","token":"t"}""", "TC id:")]
    [InlineData("""{"accessId":"id","token":"t"}""", "Bearer t")]
    public async Task A_file_with_a_key_signs_and_one_without_sends_its_token(string content, string authorization)
    {
        using var recorder = new Recorder();
        using var client = new MetricsClient(
            new MetricsClientOptions { Server = new Uri("http://localhost:1"), Credentials = MetricsCredentials.FromFile(await WriteAsync(content)) }, recorder);

        await client.FindAsync("runs");

        Assert.StartsWith(authorization, recorder.Authorization, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token\n")]
    [InlineData("token\r\n")]
    [InlineData("to\nken")]
    [InlineData("token\0")]
    public void A_token_that_no_header_may_have_is_refused_where_it_is_given(string text) =>
        Assert.Throws<ArgumentException>("token", () => MetricsCredentials.Token(text));

    [Theory]
    [InlineData("id\n")]
    [InlineData("id\r\n")]
    [InlineData("i\nd")]
    [InlineData("id\0")]
    public void An_access_id_that_no_header_may_have_is_refused_where_it_is_given(string text) =>
        Assert.Throws<ArgumentException>("accessId", () => MetricsCredentials.Signature(text, "key"));

    [Theory]
    [InlineData("key\n")]
    [InlineData("key\r\n")]
    [InlineData("key\r")]
    public void A_key_that_ends_in_a_line_break_is_refused_where_it_is_given(string text) =>
        Assert.Throws<ArgumentException>("secretKey", () => MetricsCredentials.Signature("id", text));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"accessId":"id"}""")]
    [InlineData("""{"token":5}""")]
    [InlineData("""{"token":"t\n"}""")]
    [InlineData("""{"accessId":"id\n","secretKey":"key"}""")]
    [InlineData("""{"accessId":"id","secretKey":"key\n"}""")]
    [InlineData("[]")]
    [InlineData("token")]
    [InlineData("")]
    public async Task A_file_without_credentials_is_named(string content)
    {
        var file = await WriteAsync(content);

        Assert.StartsWith(file, Assert.Throws<FormatException>(() => MetricsCredentials.FromFile(file)).Message, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string content)
    {
        var file = _folder.File("credentials.json");
        await File.WriteAllTextAsync(file, content);
        return file;
    }

    /// <summary>Finds nothing, and keeps how it was asked.</summary>
    private sealed class Recorder : HttpMessageHandler
    {
        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.Authorization?.ToString();
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent(ScriptedHandler.NotFound) });
        }
    }
}
