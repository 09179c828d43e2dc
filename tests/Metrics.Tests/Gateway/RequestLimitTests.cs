using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway;

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
