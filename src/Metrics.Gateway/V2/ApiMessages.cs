namespace Metrics.Gateway.V2;

/// <summary>The messages that clients know by their letters. Where the vendor has one, the wording is the vendor's.</summary>
internal static class ApiMessages
{
    public const string AccessDenied = "Access Denied";
    public const string WrongSignature = "Signature data did not match expected result";
    public const string TimestampOutOfRange = "Timestamp out of acceptable time range";
    public const string InvalidTimestamp = "Invalid timestamp";
    public const string NotFound = "The requested resource was not found";
    public const string UnknownError = "An unknown error occurred";
    public const string InvalidName =
        "The name for this customMetric is invalid, please enter a(n) name between 1-45 characters in length";
    public const string NameTaken = "The name for this customMetric is invalid, a(n) customMetric with this name already exists";
    public const string InvalidDescription =
        "The description for this customMetric is invalid, please enter a(n) description between 1-500 characters in length";

    public const string TooLate = "date must not be more than 1 day ahead";

    public const string NameOfUnkeyed = "name is not allowed, because this customMetric is not keyed (keyedValues is false)";

    /// <summary>What a number may be made of, so that it is kept to its last digit.</summary>
    public const string NumberLimits = "of at most 28 digits and 28 decimals";

    private const string NotProperlyFormed = "The request was not properly formed";

    public static string NotAKey => $"name must have 1 to {Text.MaxKeyLength} characters, and no control characters";

    public static string Malformed(string why) => $"{NotProperlyFormed}: {why}";

    public static string BodyTooSlow(string what) => $"The request body came too slowly, please try again: {what}";

    /// <summary>The allowed values stand in alphabetical order.</summary>
    public static string InvalidChoice<T>(string field)
        where T : struct, Enum =>
        $"The {field} for this customMetric is invalid, please enter one of the following values: {string.Join(", ", Enum.GetNames<T>().Order(StringComparer.Ordinal))}";

    public static string DashboardChanged(string how) => $"The dashboard was changed meanwhile: {how}";

    public static string RoleTooSmall(string subject, string action) => $"The requested {subject} was not {action} - access was denied";
}
