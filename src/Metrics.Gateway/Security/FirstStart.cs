using System.Security.Cryptography;
using System.Text.Json;
using Metrics.Silo;

namespace Metrics.Gateway.Security;

/// <summary>
/// Where no organization is configured, the service makes one with an administrator, so that a first start needs no
/// configuration. The random credentials are kept in a file that only its owner may read.
/// </summary>
internal static class FirstStart
{
    /// <summary>The file, in the working directory.</summary>
    public const string CredentialsFile = "data/credentials.json";

    private const string OrganizationName = "Default";
    private const string Digits = "0123456789";
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + Digits;
    private const int AccessIdLength = 20;
    private const int SecretKeyLength = 48;
    private const int TokenLength = 40;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The credentials in the file, which is written if it is not there.</summary>
    /// <exception cref="StartupException">The file can be neither read nor written, or is not what this method writes.</exception>
    public static Credentials LoadOrCreate(string file)
    {
        try
        {
            return File.Exists(file) ? Load(file) : Create(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartupException($"The credentials in {Path.GetFullPath(file)} cannot be used: {exception.Message}", exception);
        }
    }

    private static Credentials Load(string file)
    {
        using var stream = File.OpenRead(file);
        return JsonSerializer.Deserialize<Credentials>(stream, Json) is { AccessId.Length: > 0, Token.Length: > 0 } credentials
            ? credentials
            : throw new JsonException("accessId or token is missing. Delete the file to get new credentials.");
    }

    private static Credentials Create(string file)
    {
        var credentials = new Credentials(
            OrganizationName,
            RandomNumberGenerator.GetString(Digits, AccessIdLength),
            RandomNumberGenerator.GetString(LettersAndDigits, SecretKeyLength),
            RandomNumberGenerator.GetString(LettersAndDigits, TokenLength));

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Under a name of its own first: a start that is interrupted leaves no half of a file behind.
        var draft = file + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, credentials, Json);

            // Else a loss of power right after may leave the name without the content.
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file);
        return credentials;
    }
}

/// <summary>The content of the credentials file.</summary>
/// <param name="Organization">The one organization.</param>
/// <param name="AccessId">The access id of its administrator.</param>
/// <param name="SecretKey">The key that signs requests.</param>
/// <param name="Token">The token, for <c>Bearer</c> and <c>TC-Token</c>.</param>
internal sealed record Credentials(string Organization, string AccessId, string SecretKey, string Token)
{
    /// <summary>The same, as if it stood in the configuration.</summary>
    public OrganizationOptions ToOptions() => new()
    {
        Name = Organization,
        ApiUsers = { new() { AccessId = AccessId, SecretKey = SecretKey, Token = Token, Role = nameof(Role.Administrator) } },
    };
}
