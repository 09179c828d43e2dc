namespace Metrics.Gateway.Security;

/// <summary>The role an endpoint asks for, and the words for what it does, as the refusal says them (<c>created</c>, <c>updated</c>, <c>deleted</c>).</summary>
/// <param name="Role">The smallest role that may.</param>
/// <param name="Action">What is done.</param>
/// <param name="Subject">To what.</param>
internal sealed record RequiredRole(Role Role, string Action, string Subject);
