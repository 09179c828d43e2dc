namespace Metrics.Samples;

/// <summary>Ends a command with exit code 1; the message is all that the user sees, so it says what to do or look at.</summary>
internal sealed class SampleException(string message, Exception? inner = null) : Exception(message, inner);
