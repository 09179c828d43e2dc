using Metrics.Client;

namespace Metrics.Tests.Client;

/// <summary>Settings of the .NET client that make no sense are refused where they are given.</summary>
public sealed class MetricsClientOptionsTests
{
    [Theory]
    [InlineData("/v2")]
    [InlineData("localhost:8080")]
    [InlineData("ftp://localhost")]
    public void The_server_is_an_address_of_http_or_https(string server) =>
        Assert.Throws<ArgumentException>(() => Options(new Uri(server, UriKind.RelativeOrAbsolute)));

    [Fact]
    public void Numbers_and_times_are_in_their_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Options(maxRetries: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options(maxConnections: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options(attemptTimeout: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options(attemptTimeout: TimeSpan.FromDays(2)));
    }

    private static MetricsClientOptions Options(Uri? server = null, int maxRetries = 8, int maxConnections = 100, TimeSpan? attemptTimeout = null) => new()
    {
        Server = server ?? new Uri("http://localhost:8080"),
        Credentials = MetricsCredentials.Token("token"),
        MaxRetries = maxRetries,
        MaxConnections = maxConnections,
        AttemptTimeout = attemptTimeout ?? TimeSpan.FromSeconds(30),
    };
}
