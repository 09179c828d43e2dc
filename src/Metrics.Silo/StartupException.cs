namespace Metrics.Silo;

/// <summary>The service cannot start as it is configured. The message is for the person who starts it: one line, without a stack trace.</summary>
public sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);
