using System.Net;
using System.Text;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Gateway.Writing;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>A point on its way while its metric is deleted and another one gets the name.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class RecreatedMetricTests(SharedGateway shared)
{
    private static readonly Instant Now = Instant.FromUtc(2024, 4, 9, 14, 44);

    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task Counts_for_the_new_metric_where_that_is_of_the_same_kind()
    {
        var point = await DefineAsync("same kind", "Sum", keyed: false, """{"value":2}""");
        await RecreateAsync("same kind", "Sum", keyed: false);

        var value = await AddAsync("same kind", point);

        Assert.Equal(2, value.Value);
        Assert.Equal("""{"value":3.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning("same kind", """{"value":1,"date":"2024-04-09"}"""));
    }

    [Theory]
    [InlineData("now keyed", false, """{"value":2}""", "Sum", true)]
    [InlineData("no longer keyed", true, """{"name":"k","value":2}""", "Sum", false)]
    [InlineData("now a sum", false, """{"value":"anything"}""", "Count", false)]
    public async Task Is_as_late_as_any_where_it_is_of_another_kind(string name, bool keyed, string body, string type, bool thenKeyed)
    {
        var point = await DefineAsync(name, type, keyed, body);
        await RecreateAsync(name, "Sum", thenKeyed);

        var failure = await Assert.ThrowsAsync<ApiFailure>(() => AddAsync(name, point));

        Assert.Equal(HttpStatusCode.NotFound, failure.Status);
        Assert.Empty(await _client.ReadPoints(Uri.EscapeDataString(name), "startDate=2020-01-01"));
    }

    private async Task<Point> DefineAsync(string name, string type, bool keyed, string body)
    {
        await _client.Define(name, type, keyed: keyed);
        var definition = await shared.Host.Services.GetRequiredService<MetricDirectory>().GetAsync(User.Organization, name);
        return new PointReader(definition, User.Organization, Now).ReadBody(Encoding.UTF8.GetBytes(body));
    }

    private async Task RecreateAsync(string name, string type, bool keyed)
    {
        await _client.Delete($"/v2/customMetrics/{Uri.EscapeDataString(name)}");
        await _client.Define(name, type, keyed: keyed);
    }

    private Task<RunningValue> AddAsync(string name, Point point) =>
        shared.Host.Services.GetRequiredService<PointWriter>().AddAsync(User, name, point, Now, key: null);

    private ApiUser User => shared.Host.Services.GetRequiredService<ApiUserDirectory>().TryGetTokenHolder(TestUsers.StandardToken, out var user)
        ? user
        : throw new InvalidOperationException();
}
