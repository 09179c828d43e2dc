using System.Net;
using Metrics.Client;

namespace Metrics.Tests.Client;

/// <summary>Where the requests of the .NET client go.</summary>
public sealed class MetricRefTests
{
    private static readonly DateOnly Day = new(2024, 4, 9);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_is_no_segment_of_a_path_is_refused(string name)
    {
        using var recorder = new Recorder();
        using var client = Client(recorder);

        await Assert.ThrowsAsync<ArgumentException>("metric", () => client.DeleteDataAsync(name, Day, Day.AddDays(1)));
        await Assert.ThrowsAsync<ArgumentException>("metric", () => client.DeleteAsync(name));
        await Assert.ThrowsAsync<ArgumentException>("metric", () => client.FindAsync(name));
        await Assert.ThrowsAsync<ArgumentException>("metric", async () => await client.AddAsync(name, new Point(1)));
        await Assert.ThrowsAsync<ArgumentException>("metric", async () => await client.AddAsync(default(MetricRef), [new Point(1)]));

        Assert.Empty(recorder.Paths);
    }

    [Theory]
    [InlineData("...", "...")]
    [InlineData(".a", ".a")]
    [InlineData("a.", "a.")]
    [InlineData("%2E", "%252E")]
    [InlineData("a b/..", "a%20b%2F..")]
    public async Task Any_other_name_is_one_segment(string name, string segment)
    {
        using var recorder = new Recorder();
        using var client = Client(recorder);

        await client.FindAsync(name);

        Assert.Equal([$"/v2/customMetrics/{segment}"], recorder.Paths);
    }

    private static MetricsClient Client(Recorder recorder) => new(
        new MetricsClientOptions { Server = new Uri("http://localhost:1"), Credentials = MetricsCredentials.Token("token") }, recorder);

    /// <summary>Finds nothing, and keeps where it was asked.</summary>
    private sealed class Recorder : HttpMessageHandler
    {
        public List<string> Paths { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Paths.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent(ScriptedHandler.NotFound) });
        }
    }
}
