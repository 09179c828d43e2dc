using Metrics.Silo;

namespace Metrics.Gateway.Security;

internal static class SecurityExtensions
{
    /// <summary>Adds the API users of the configuration, or of the first start, the ways they prove who they are, and what keeps their organizations in bounds.</summary>
    public static void AddApiUsers(this IServiceCollection services, IConfiguration configuration)
    {
        var organizations = ReadOrganizations(configuration.GetSection(OrganizationOptions.Section));
        if (organizations.Count > 0)
        {
            services.AddSingleton(new ApiUserDirectory(organizations));
        }
        else
        {
            // Made when they are first asked for: commands that only look at the database leave no credentials behind.
            services.AddSingleton(_ => FirstStart.LoadOrCreate(FirstStart.CredentialsFile));
            services.AddSingleton(provider => new ApiUserDirectory([provider.GetRequiredService<Credentials>().ToOptions()]));
        }

        services.AddHostedService<RetentionService>();
        services.AddSingleton<ApiUserAuthentication>();
    }

    private static List<OrganizationOptions> ReadOrganizations(IConfigurationSection organizations) =>
        [.. organizations.WithoutValue().GetChildren().Select(ReadOrganization)];

    private static OrganizationOptions ReadOrganization(IConfigurationSection organization)
    {
        organization.WithoutValue().GetSection(nameof(OrganizationOptions.Retention)).WithoutValue();
        var options = organization.Get<OrganizationOptions>() ?? new OrganizationOptions();
        options.Key = organization.Key;

        // One by one, so that each knows its number.
        options.ApiUsers.Clear();
        foreach (var user in organization.GetSection(nameof(OrganizationOptions.ApiUsers)).WithoutValue().GetChildren())
        {
            options.ApiUsers.Add(ReadUser(user));
        }

        return options;
    }

    private static ApiUserOptions ReadUser(IConfigurationSection user)
    {
        var options = user.WithoutValue().Get<ApiUserOptions>() ?? new ApiUserOptions();
        options.Key = user.Key;
        return options;
    }

    /// <summary>Lets only those through who prove who they are. An endpoint may ask for more.</summary>
    public static TBuilder RequireUser<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireRole(Role.Reader, "shown");

    /// <summary>Lets only users through whose role is at least this one.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="role">The role.</param>
    /// <param name="action">What the endpoint does, as the refusal says it after "was not": <c>created</c>.</param>
    /// <param name="subject">What it does that to, as the refusal says it.</param>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, Role role, string action, string subject = "customMetric")
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiredRole(role, action, subject));
}
