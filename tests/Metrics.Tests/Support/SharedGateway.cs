namespace Metrics.Tests.Support;

/// <summary>One host for all tests that need nothing special of theirs. They keep out of each other's way by the names of their metrics.</summary>
public sealed class SharedGateway : IDisposable
{
    public GatewayHost Host { get; } = new();

    public void Dispose() => Host.Dispose();
}

[CollectionDefinition(Name)]
public sealed class SharedGatewayCollection : ICollectionFixture<SharedGateway>
{
    public const string Name = "Shared gateway";
}
