using System.Diagnostics.CodeAnalysis;
using System.Text;
using Metrics.Gateway.V2;
using Metrics.Silo;
using NodaTime;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Gateway.Security;

/// <summary>All API users of the deployment, found by access id or by token.</summary>
internal sealed class ApiUserDirectory
{
    private const int MaxOrganizationNameLength = 100;

    private readonly Dictionary<string, (ApiUser User, byte[] Secret)> _signers = [];
    private readonly Dictionary<TokenDigest, ApiUser> _tokenHolders = [];
    private readonly List<Organization> _organizations = [];
    private readonly List<Organization> _withoutUsers = [];

    /// <summary>Reads the section <see cref="OrganizationOptions.Section"/>.</summary>
    /// <exception cref="StartupException">An entry does not make sense; the message says which and why.</exception>
    public ApiUserDirectory(IReadOnlyList<OrganizationOptions> organizations)
    {
        var names = new HashSet<string>();
        var accessIds = new HashSet<string>();
        foreach (var options in organizations)
        {
            var path = $"{OrganizationOptions.Section}:{options.Key}";
            var organization = Read(options, path);
            _organizations.Add(organization);
            Require(names.Add(organization.Name), $"{path}:Name '{organization.Name}' is there twice.");
            if (options.ApiUsers.Count == 0)
            {
                _withoutUsers.Add(organization);
            }

            foreach (var user in options.ApiUsers)
            {
                var userPath = $"{path}:{nameof(OrganizationOptions.ApiUsers)}:{user.Key}";
                Require(accessIds.Add(user.AccessId), $"{userPath}:AccessId '{user.AccessId}' is there twice.");
                Add(user, organization, userPath);
            }
        }
    }

    /// <summary>All organizations.</summary>
    public IReadOnlyList<Organization> Organizations => _organizations;

    /// <summary>Those that nobody can call for: most likely a key of the configuration is not spelled as it should be.</summary>
    public IReadOnlyList<Organization> WithoutUsers => _withoutUsers;

    /// <summary>Finds the user who signs with a secret key, and the bytes of that key.</summary>
    public bool TryGetSigner(string accessId, [NotNullWhen(true)] out ApiUser? user, [NotNullWhen(true)] out byte[]? secret)
    {
        var found = _signers.TryGetValue(accessId, out var signer);
        (user, secret) = signer;
        return found;
    }

    /// <summary>Finds the user who holds a token.</summary>
    public bool TryGetTokenHolder(ReadOnlySpan<char> token, [NotNullWhen(true)] out ApiUser? user) =>
        _tokenHolders.TryGetValue(TokenDigest.Of(token), out user);

    private static Organization Read(OrganizationOptions options, string path)
    {
        Require(options.Name.Length is > 0 and <= MaxOrganizationNameLength, $"{path}:Name must have 1 to {MaxOrganizationNameLength} characters.");

        // NodaTime finds an offset such as UTC+02:00 too, which browsers do not know: the page would show other days than those that are counted.
        var zone = DateTimeZoneProviders.Tzdb.Ids.Contains(options.TimeZone) ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(options.TimeZone) : null;
        Require(zone is not null, $"{path}:TimeZone '{options.TimeZone}' is not a zone of the IANA database, such as Europe/Berlin.");
        Require(
            EnumNames.TryParse<IsoDayOfWeek>(options.FirstDayOfWeek, out var firstDayOfWeek) && firstDayOfWeek != IsoDayOfWeek.None,
            $"{path}:FirstDayOfWeek '{options.FirstDayOfWeek}' is not a day from Monday to Sunday.");
        return new Organization(options.Name, new BucketCalendar(zone, firstDayOfWeek), ReadRetention(options, path));
    }

    private static Dictionary<Interval, RetentionPeriod> ReadRetention(OrganizationOptions options, string path)
    {
        var periods = new Dictionary<Interval, RetentionPeriod>();
        foreach (var (name, text) in options.Retention)
        {
            Require(EnumNames.TryParse<Interval>(name, out var interval), $"{path}:Retention:{name} is none of {string.Join(", ", Enum.GetNames<Interval>())}.");
            Require(
                RetentionPeriod.TryParse(text, out var period),
                $"{path}:Retention:{name} '{text}' is not a time such as '90 days', in hours, days, weeks, months or years, below 200 years.");
            periods[interval] = period;
        }

        return periods;
    }

    private void Add(ApiUserOptions options, Organization organization, string path)
    {
        Require(
            options.AccessId.Length > 0 && !options.AccessId.Any(c => c == ':' || char.IsWhiteSpace(c)),
            $"{path}:AccessId must be there, without colons and blanks.");
        Require(EnumNames.TryParse<Role>(options.Role, out var role), $"{path}:Role '{options.Role}' is none of {string.Join(", ", Enum.GetNames<Role>())}.");
        Require(
            !string.IsNullOrEmpty(options.SecretKey) || !string.IsNullOrEmpty(options.Token),
            $"{path} needs a SecretKey, a Token, or both.");

        var user = new ApiUser(options.AccessId, organization, role);
        if (!string.IsNullOrEmpty(options.SecretKey))
        {
            _signers.Add(options.AccessId, (user, Encoding.UTF8.GetBytes(options.SecretKey)));
        }

        if (!string.IsNullOrEmpty(options.Token))
        {
            Require(options.Token.Trim() == options.Token, $"{path}:Token must not begin or end with a blank.");
            Require(_tokenHolders.TryAdd(TokenDigest.Of(options.Token), user), $"{path}:Token belongs to another user already.");
        }
    }

    private static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new StartupException(message);
        }
    }
}
