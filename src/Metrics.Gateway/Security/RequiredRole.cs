using Microsoft.AspNetCore.Authorization;

namespace Metrics.Gateway.Security;

/// <summary>The role an endpoint asks for, and the words for what it does, as the refusal says them (<c>created</c>, <c>updated</c>, <c>deleted</c>).</summary>
/// <param name="Role">The smallest role that may.</param>
/// <param name="Action">What is done.</param>
/// <param name="Subject">To what.</param>
internal sealed record RequiredRole(Role Role, string Action, string Subject) : IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Lets a user through whose role suffices.</summary>
internal sealed class RequiredRoleHandler : AuthorizationHandler<RequiredRole>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequiredRole requirement)
    {
        if (context.Resource is HttpContext http && ApiUser.Of(http) is { } user && user.Role >= requirement.Role)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
