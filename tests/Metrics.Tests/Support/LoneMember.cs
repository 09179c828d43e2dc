using Metrics.Silo.Storage;

namespace Metrics.Tests.Support;

/// <summary>A process that nobody can declare dead.</summary>
internal sealed class LoneMember : IMembership
{
    public Task EnsureMemberAsync() => Task.CompletedTask;
}
