namespace Metrics.Gateway.V2;

/// <summary>In which packed forms a client takes an answer.</summary>
internal static class AcceptedEncodings
{
    /// <summary>Whether the client takes this one.</summary>
    public static bool Accepts(this HttpRequest request, string encoding) => request.GetTypedHeaders().AcceptEncoding
        .Any(accepted => accepted.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);
}
