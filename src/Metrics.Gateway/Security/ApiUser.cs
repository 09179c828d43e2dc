using System.Security.Claims;

namespace Metrics.Gateway.Security;

/// <summary>Somebody who calls the API for one organization.</summary>
internal sealed class ApiUser
{
    /// <summary>Describes the user; the principal is made once and shared by all its requests.</summary>
    public ApiUser(string accessId, Organization organization, Role role)
    {
        AccessId = accessId;
        Organization = organization;
        Role = role;
        Principal = new ApiUserPrincipal(this);
    }

    /// <summary>The public half of the credentials.</summary>
    public string AccessId { get; }

    /// <summary>Whose metrics the user sees.</summary>
    public Organization Organization { get; }

    /// <summary>What the user may do.</summary>
    public Role Role { get; }

    /// <summary>The user as ASP.NET knows it.</summary>
    public ClaimsPrincipal Principal { get; }

    /// <summary>The user who sent the request; null where nobody proved who they are.</summary>
    public static ApiUser? Of(HttpContext context) => (context.User as ApiUserPrincipal)?.User;

    /// <summary>Binds the parameter of an endpoint to the user who called it.</summary>
    public static ValueTask<ApiUser?> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    private sealed class ApiUserPrincipal(ApiUser user)
        : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user.AccessId)], ApiUserAuthentication.SchemeName))
    {
        public ApiUser User => user;
    }
}
