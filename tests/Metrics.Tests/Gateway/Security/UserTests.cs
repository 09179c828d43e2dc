using System.Net;
using System.Reflection;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Security;

/// <summary>What users are told of themselves.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class UserTests(SharedGateway shared)
{
    private static readonly string Version =
        typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    [Theory]
    [InlineData(TestUsers.ReaderToken, """ "accessId":"reader","organization":"Main","role":"Reader","timeZone":"UTC","firstDayOfWeek":"Monday" """)]
    [InlineData(TestUsers.NewYorkToken, """ "accessId":"new-york","organization":"New York","role":"Administrator","timeZone":"America/New_York","firstDayOfWeek":"Sunday" """)]
    public async Task Users_learn_their_role_and_the_calendar_of_their_organization(string token, string user) => Assert.Equal(
        new Answer(HttpStatusCode.OK, "application/json", $$$"""{"status":"Success","data":{{{{user.Trim()}}},"version":"{{{Version}}}"}}"""),
        await shared.Host.Client(token).Get("/v2/me"));

    [Fact]
    public async Task Nobody_is_told_nothing() => Assert.Equal(
        Answer.Failure(HttpStatusCode.Unauthorized, "Access Denied"), await new HttpClient { BaseAddress = shared.Host.Address }.Get("/v2/me"));
}
