namespace Metrics.Samples.Api;

/// <summary>A bucket's value right after a point, in the server's own digits.</summary>
/// <param name="Value">The JSON number as the server wrote it.</param>
/// <param name="Date">The bucket's start, as the server wrote it.</param>
internal sealed record RunningValue(string Value, string Date);
