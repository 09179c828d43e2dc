using System.Net;
using System.Net.Sockets;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

public sealed class RequestLimitTests : IDisposable
{
    private const string List = "/v2/customMetrics";

    private readonly GatewayHost _host = new(settings: new Dictionary<string, string> { ["Limits:RequestsPerSecondPerUser"] = "1" });

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Requests_beyond_the_rate_of_a_user_are_refused_at_once_and_not_applied()
    {
        var client = _host.Client(TestUsers.StandardToken);
        var id = await _host.Client().Define("limited");

        var answers = new List<(HttpStatusCode Status, TimeSpan? RetryAfter, string Body)>();
        await Wait.UntilAsync(
            async () =>
            {
                answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AddAsync(client, id))));
                return answers.Exists(answer => answer.Status == HttpStatusCode.TooManyRequests);
            },
            () => $"none of {answers.Count} points was refused");

        var refused = answers.FindAll(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.All(refused, answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.RetryAfter));
        Assert.All(refused, answer => Assert.Equal(
            """{"status":"Failure","message":"Too many requests of this user, nothing was changed, please try again later"}""", answer.Body));
        Assert.Equal([$"2024-04-09={answers.Count - refused.Count}.0"], await _host.Client(TestUsers.ReaderToken).ReadPoints("limited", "startDate=2024-01-01"));
    }

    [Fact]
    public async Task Requests_beyond_those_that_one_user_may_have_under_way_are_refused_and_those_of_others_are_not()
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string> { ["Limits:ConcurrentRequestsPerUser"] = "1" });
        await host.Client().Define("held");
        using var held = new TcpClient();
        await held.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var stream = held.GetStream();
        using var answers = new StreamReader(stream);
        var body = """{"value":1,"date":"2024-04-09"}""";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v2/customMetrics/held/data HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {TestUsers.StandardToken}\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n"));

        // Said when the endpoint begins to read the body, and thus has been let in.
        Assert.Equal("HTTP/1.1 100 Continue", await answers.ReadLineAsync());
        Assert.Equal("", await answers.ReadLineAsync());

        var refused = await host.Address.SendRaw("GET", "/v2/customMetrics", [$"Authorization: Bearer {TestUsers.StandardToken}"]);
        Assert.Equal(
            Answer.Failure(HttpStatusCode.TooManyRequests, "Too many requests of this user, nothing was changed, please try again later"), refused.Answer);
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await host.Client(TestUsers.ReaderToken).Get("/v2/customMetrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.Client(TestUsers.StandardToken).Get("/health/ready")).Status);

        await stream.WriteAsync(Encoding.ASCII.GetBytes(body));
        Assert.Equal("HTTP/1.1 204 No Content", await answers.ReadLineAsync());
    }

    [Fact]
    public async Task Whoever_was_refused_is_served_again_a_little_later()
    {
        var reader = _host.Client(TestUsers.ReaderToken);
        await SendUntilRefusedAsync(reader);

        await Wait.UntilAsync(async () => (await reader.Get(List)).Status == HttpStatusCode.OK, () => "the user is still refused");
    }

    [Fact]
    public async Task Another_user_and_the_health_checks_are_not_held_up()
    {
        var reader = _host.Client(TestUsers.ReaderToken);
        await SendUntilRefusedAsync(reader);

        Assert.Equal(HttpStatusCode.OK, (await _host.Client(TestUsers.StandardToken).Get(List)).Status);
        var checks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => reader.Get("/health/ready")));
        Assert.All(checks, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    private static async Task<(HttpStatusCode Status, TimeSpan? RetryAfter, string Body)> AddAsync(HttpClient client, long metric)
    {
        using var body = new StringContent("""{"value":1,"date":"2024-04-09"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"{List}/{metric}/data", UriKind.Relative), body);
        return (response.StatusCode, response.Headers.RetryAfter?.Delta, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A few at a time, since a machine that is slow enough serves one a second.</summary>
    private static Task SendUntilRefusedAsync(HttpClient client) => Wait.UntilAsync(
        async () => (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Get(List)))).Any(answer => answer.Status == HttpStatusCode.TooManyRequests),
        () => "no request was refused");
}
