using System.Text.Json;

namespace Metrics.Samples.Api;

/// <summary>An API user: an access id with its secret key, or a bearer token, or both.</summary>
/// <remarks>A class and not a record, so that no ToString prints the secret.</remarks>
internal sealed class ApiCredentials
{
    /// <summary>Who signs.</summary>
    public string? AccessId { get; init; }

    /// <summary>What the requests are signed with.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Sent as it is when there is no secret to sign with.</summary>
    public string? Token { get; init; }

    /// <summary>Reads the credentials.json that the server writes on its first start.</summary>
    public static ApiCredentials Read(FileInfo file)
    {
        ApiCredentials? read;
        try
        {
            read = JsonSerializer.Deserialize<ApiCredentials>(File.ReadAllBytes(file.FullName), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SampleException(
                $"There are no credentials at {file}: start the server once, which writes them, " +
                "or give --credentials, --token, or --access-id with --secret.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SampleException($"The credentials at {file} cannot be read: {e.Message}", e);
        }

        if (read is { AccessId: not null, SecretKey: not null } or { Token: not null })
        {
            return read;
        }

        throw new SampleException($"{file} holds neither accessId with secretKey nor token.");
    }
}
