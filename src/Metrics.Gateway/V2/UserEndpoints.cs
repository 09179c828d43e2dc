using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;

namespace Metrics.Gateway.V2;

/// <summary>What the caller is.</summary>
internal static class UserEndpoints
{
    public static void MapUser(this RouteGroupBuilder v2) => v2.MapGet("/me", Me)
        .WithTags("User")
        .WithName("getCaller")
        .WithSummary("Who calls")
        .WithDescription("The API user of the request, the calendar of its organization, and the version of the service.")
        .Produces<Envelope<UserData>>();

    private static IResult Me(ApiUser user)
    {
        var calendar = user.Organization.Calendar;
        var data = new UserData(
            user.AccessId, user.Organization.Name, user.Role, calendar.Zone.Id, calendar.FirstDayOfWeek.ToString(), ServiceVersion.Text);
        return Envelope.Success(data, V2JsonContext.Default.EnvelopeUser);
    }
}

/// <summary>The data of an answer about the caller.</summary>
/// <param name="AccessId">The public half of the caller's credentials.</param>
/// <param name="Organization">The name of the organization whose metrics the caller sees.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="TimeZone">The IANA zone in which the time buckets of the organization begin.</param>
/// <param name="FirstDayOfWeek">The day on which its weeks begin.</param>
/// <param name="Version">The version of the service.</param>
public sealed record UserData(string AccessId, string Organization, Role Role, string TimeZone, string FirstDayOfWeek, string Version);
