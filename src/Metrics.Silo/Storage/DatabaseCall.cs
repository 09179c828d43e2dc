using System.Data.Common;

namespace Metrics.Silo.Storage;

/// <summary>Tells callers that a database has failed, in words that mean the same for each kind of database and on every silo.</summary>
internal static class DatabaseCall
{
    /// <summary>Runs a statement.</summary>
    /// <exception cref="StorageUnavailableException">It failed, or got no answer in time.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> statement)
    {
        try
        {
            return await statement();
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw new StorageUnavailableException($"The database did not answer: {exception.Message}", exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Func<Task> statement) => RunAsync(async () =>
    {
        await statement();
        return true;
    });
}
