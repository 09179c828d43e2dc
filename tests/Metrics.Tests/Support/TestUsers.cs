namespace Metrics.Tests.Support;

/// <summary>
/// The API users that every test host knows: two organizations, and in the first a user for each role. The signing
/// user is the one of the contract's test vectors.
/// </summary>
public static class TestUsers
{
    public const string AdministratorToken = "administrator:token=1";
    public const string StandardToken = "standard-token";
    public const string ReaderToken = "reader-token";
    public const string OtherOrganizationToken = "other-token";
    public const string NewYorkToken = "new-york-token";

    public const string SigningId = "31415926535897932384";
    public const string SigningSecret = "s3cr3t^Key!example";

    /// <summary>The same as configuration.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Organizations:0:Name"] = "Main",
        ["Organizations:0:ApiUsers:0:AccessId"] = "administrator",
        ["Organizations:0:ApiUsers:0:Token"] = AdministratorToken,
        ["Organizations:0:ApiUsers:0:Role"] = "Administrator",
        ["Organizations:0:ApiUsers:1:AccessId"] = "standard",
        ["Organizations:0:ApiUsers:1:Token"] = StandardToken,
        ["Organizations:0:ApiUsers:1:Role"] = "StandardUser",
        ["Organizations:0:ApiUsers:2:AccessId"] = "reader",
        ["Organizations:0:ApiUsers:2:Token"] = ReaderToken,
        ["Organizations:0:ApiUsers:2:Role"] = "Reader",
        ["Organizations:0:ApiUsers:3:AccessId"] = SigningId,
        ["Organizations:0:ApiUsers:3:SecretKey"] = SigningSecret,
        ["Organizations:0:ApiUsers:3:Role"] = "Administrator",
        ["Organizations:1:Name"] = "Other",
        ["Organizations:1:ApiUsers:0:AccessId"] = "other",
        ["Organizations:1:ApiUsers:0:Token"] = OtherOrganizationToken,
        ["Organizations:1:ApiUsers:0:Role"] = "Administrator",
        ["Organizations:2:Name"] = "New York",
        ["Organizations:2:TimeZone"] = "America/New_York",
        ["Organizations:2:FirstDayOfWeek"] = "Sunday",
        ["Organizations:2:ApiUsers:0:AccessId"] = "new-york",
        ["Organizations:2:ApiUsers:0:Token"] = NewYorkToken,
        ["Organizations:2:ApiUsers:0:Role"] = "Administrator",
    };
}
