namespace Metrics.Gateway.Security;

/// <summary>What an API user may do. Each role may do what the one before it may.</summary>
public enum Role
{
    /// <summary>Every GET.</summary>
    Reader,

    /// <summary>Also create metrics and add data.</summary>
    StandardUser,

    /// <summary>Also change and delete metrics and data, and save dashboards.</summary>
    Administrator,
}
