namespace Metrics.Silo.Storage;

/// <summary>Whether this process is still one of those that serve the database together.</summary>
internal interface IMembership
{
    /// <summary>Returns when that is certain.</summary>
    /// <exception cref="SiloUnavailableException">It is none of them any more. The process is about to end.</exception>
    /// <exception cref="StorageUnavailableException">The database did not say.</exception>
    Task EnsureMemberAsync();
}
