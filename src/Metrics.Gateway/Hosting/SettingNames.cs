using Metrics.Gateway.Security;
using Metrics.Silo.Clustering;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Which settings our sections have. The configuration passes over any other, and with a misspelled zone or period of retention the service
/// would count and delete by the default. A start only warns of them, since the build before may have to start with settings of the next one.
/// What is outside these sections may be for somebody else.
/// </summary>
internal static class SettingNames
{
    /// <summary>The settings of our sections that nobody reads: what to say about each.</summary>
    public static IEnumerable<string> FindUnknown(IConfiguration configuration) =>
    [
        .. configuration.GetSection(StorageOptions.Section).FindUnknown(typeof(StorageOptions)),
        .. configuration.GetSection(SiloEndpointOptions.Section).FindUnknown(typeof(SiloEndpointOptions)),
        .. configuration.GetSection(LimitOptions.Section).FindUnknown(typeof(LimitOptions), typeof(StorageLimitOptions)),
        .. configuration.GetSection(OrleansDashboardOptions.Section).FindUnknown(typeof(OrleansDashboardOptions)),
        .. configuration.GetSection(OrganizationOptions.Section).GetChildren().SelectMany(organization => organization
            .FindUnknown(typeof(OrganizationOptions))
            .Concat(organization.GetSection(nameof(OrganizationOptions.ApiUsers)).GetChildren().SelectMany(user => user.FindUnknown(typeof(ApiUserOptions))))),
    ];

    private static IEnumerable<string> FindUnknown(this IConfigurationSection section, params Type[] options)
    {
        // What cannot be set from outside is no setting.
        var names = options
            .SelectMany(type => type.GetProperties())
            .Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => property.Name)
            .ToList();
        return section.GetChildren()
            .Where(child => !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"There is no setting {child.Path}. {section.Path} has {string.Join(", ", names)}.");
    }
}
