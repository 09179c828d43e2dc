using System.CommandLine;
using Metrics.Client;

namespace Metrics.Samples;

/// <summary>The options that say which server, and as whom; the same for every command.</summary>
internal sealed class ServerOptions
{
    private readonly Option<Uri> _url = new("--url")
    {
        Description = "The server's address.",
        DefaultValueFactory = _ => new Uri("http://localhost:8080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            result.AddError("--url takes an address such as http://localhost:8080.");
            return null;
        },
    };

    private readonly Option<FileInfo> _credentials = new("--credentials")
    {
        Description = "The credentials.json that the server writes on its first start.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine("data", "credentials.json")),
    };

    private readonly Option<string> _accessId = new("--access-id") { Description = "Sign as this access id, with --secret." };

    private readonly Option<string> _secret = new("--secret") { Description = "The secret key of --access-id." };

    private readonly Option<string> _token = new("--token") { Description = "Send this bearer token and do not sign." };

    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "Goes before each metric's name, to keep one run apart from another.",
        DefaultValueFactory = _ => "",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_url, _credentials, _accessId, _secret, _token, _prefix])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_accessId) is null != result.GetResult(_secret) is null)
            {
                result.AddError("--access-id and --secret go together.");
            }
        });
    }

    /// <summary>What goes before each metric's name.</summary>
    public string Prefix(ParseResult parsed) => parsed.GetRequiredValue(_prefix);

    /// <summary>Makes ready to talk to the server; nothing is sent yet.</summary>
    public MetricsClient Connect(ParseResult parsed, int connections, TimeProvider time) => new(new MetricsClientOptions
    {
        Server = parsed.GetRequiredValue(_url),
        Credentials = Credentials(parsed),
        MaxConnections = connections,
        Time = time,
    });

    private MetricsCredentials Credentials(ParseResult parsed)
    {
        if (parsed.GetValue(_token) is { } token)
        {
            return MetricsCredentials.Token(token);
        }

        return parsed.GetValue(_accessId) is { } accessId
            ? MetricsCredentials.Signature(accessId, parsed.GetRequiredValue(_secret))
            : Read(parsed.GetRequiredValue(_credentials));
    }

    private static MetricsCredentials Read(FileInfo file)
    {
        try
        {
            return MetricsCredentials.FromFile(file.FullName);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SampleException(
                $"There are no credentials at {file}: start the server once, which writes them, " +
                "or give --credentials, --token, or --access-id with --secret.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SampleException($"The credentials at {file} cannot be read: {e.Message}", e);
        }
    }
}
