using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Settings that come as files, one for each, as Docker and Kubernetes mount secrets: the name of the file is the key, with
/// <c>__</c> for each <c>:</c>, and its text is the value. They win over everything else that names the same key.
/// </summary>
internal static class SecretFiles
{
    /// <summary>The setting that names the folder. Default: <see cref="DefaultFolder"/>, which need not be there.</summary>
    public const string FolderKey = "SecretsFolder";

    /// <summary>Where Docker puts the secrets of a container.</summary>
    private const string DefaultFolder = "/run/secrets";

    /// <exception cref="StartupException">The folder that is named is not there, or cannot be read.</exception>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        var named = configuration[FolderKey];
        if (named is not null && !Directory.Exists(named))
        {
            throw new StartupException($"{FolderKey}: there is no folder {named}.");
        }

        var folder = Path.GetFullPath(named ?? DefaultFolder);
        try
        {
            configuration.AddKeyPerFile(folder, optional: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{FolderKey}: the files in {folder} cannot be read: {exception.Message}", exception);
        }
    }
}
