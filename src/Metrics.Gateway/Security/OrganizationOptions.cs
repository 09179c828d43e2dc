namespace Metrics.Gateway.Security;

/// <summary>One entry of the section <c>Organizations</c>.</summary>
internal sealed class OrganizationOptions
{
    /// <summary>The section of the configuration: a list.</summary>
    public const string Section = "Organizations";

    /// <summary>The <c>N</c> of <c>Organizations:N</c>, by which messages name the entry. Of one that is not configured: 0.</summary>
    internal string Key { get; set; } = "0";

    /// <summary>Required, unique, 1 to 100 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>An IANA zone, such as <c>America/New_York</c>. Default: UTC.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The day on which weeks begin. Default: Monday.</summary>
    public string FirstDayOfWeek { get; set; } = nameof(NodaTime.IsoDayOfWeek.Monday);

    /// <summary>
    /// For how long values are kept, by the interval of their metrics, such as <c>Hourly = 90 days</c>; in hours, days, weeks,
    /// months or years. Default: for ever.
    /// </summary>
    public IDictionary<string, string> Retention { get; init; } = new Dictionary<string, string>();

    /// <summary>Who may call the API for this organization.</summary>
    public IList<ApiUserOptions> ApiUsers { get; init; } = [];
}

/// <summary>One entry of <c>Organizations:N:ApiUsers</c>.</summary>
internal sealed class ApiUserOptions
{
    /// <summary>The <c>N</c> of <c>ApiUsers:N</c>, likewise.</summary>
    internal string Key { get; set; } = "0";

    /// <summary>Required and unique in the deployment; no <c>:</c> and no blanks.</summary>
    public string AccessId { get; set; } = "";

    /// <summary>The key that signs requests (HMAC), or null where the user has only a token.</summary>
    public string? SecretKey { get; set; }

    /// <summary>The token, unique in the deployment, or null where the user signs.</summary>
    public string? Token { get; set; }

    /// <summary>Default: <see cref="Role.StandardUser"/>.</summary>
    public string Role { get; set; } = nameof(Security.Role.StandardUser);
}
