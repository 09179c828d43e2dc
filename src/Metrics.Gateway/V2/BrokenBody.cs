namespace Metrics.Gateway.V2;

/// <summary>Bodies that do not come as HTTP has it.</summary>
internal static class BrokenBody
{
    /// <summary>Whether so little of a body came for so long that Kestrel waits no more. Nothing is wrong with what is in it.</summary>
    public static bool IsTooSlow(Exception exception) => exception is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout };

    /// <summary>What is wrong with the others; null for any other failure.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        BadHttpRequestException when !IsTooSlow(exception) => exception.Message,

        // What Kestrel makes of a chunk whose size is beyond all numbers.
        IOException { InnerException: OverflowException } => exception.Message,
        _ => null,
    };
}
