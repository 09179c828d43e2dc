namespace Metrics.Gateway.Hosting;

/// <summary>Metadata of endpoints whose every answer has the body that it should have: failures are thrown, or written with their envelope.</summary>
internal sealed class WritesOwnBodies;
