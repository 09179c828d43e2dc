using Npgsql;

namespace Metrics.Tests.Support;

/// <summary>A transaction that keeps its locks while others are to wait for them, and then is undone.</summary>
internal sealed class HeldTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>Gives the locks back.</summary>
    public Task ReleaseAsync() => transaction.RollbackAsync();

    /// <summary>Gives the locks back, if that was not done, and the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
