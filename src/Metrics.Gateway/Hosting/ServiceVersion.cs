using System.Reflection;

namespace Metrics.Gateway.Hosting;

/// <summary>The version of the build, such as 0.1.0.</summary>
internal static class ServiceVersion
{
    /// <summary>Without the commit that may stand behind it.</summary>
    public static string Text { get; } =
        typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
