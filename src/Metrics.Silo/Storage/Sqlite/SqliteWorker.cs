using System.Threading.Channels;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>
/// A connection to the SQLite file and the one thread that uses it. SQLite's calls block, a commit until the disk has
/// it; on the thread pool that would starve the requests that wait for the commit.
/// </summary>
internal sealed class SqliteWorker<TConnection> : IAsyncDisposable
    where TConnection : IDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TConnection _connection;
    private readonly SemaphoreSlim? _turn;

    /// <param name="name">The name of the thread.</param>
    /// <param name="connection">What only this thread touches from now on. Disposed with the worker.</param>
    /// <param name="turn">Held while a function runs, where others must not write then.</param>
    public SqliteWorker(string name, TConnection connection, SemaphoreSlim? turn = null)
    {
        _connection = connection;
        _turn = turn;

        // A worker may be made by a request, whose context is not to be that of all its work.
        new Thread(Work) { IsBackground = true, Name = name }.UnsafeStart();
    }

    /// <summary>Runs the function on the thread, after all that were passed before it.</summary>
    public Task<T> RunAsync<T>(Func<TConnection, T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            try
            {
                completion.SetResult(function(_connection));
            }
            catch (Exception exception)
            {
                // Whatever went wrong belongs to the caller, not to this thread.
                completion.SetException(exception);
            }
        }

        if (!_work.Writer.TryWrite(Run))
        {
            completion.SetException(new ObjectDisposedException(nameof(SqliteWorker<>)));
        }

        return completion.Task;
    }

    /// <summary>Runs what was passed before, then closes the connection and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stopped.Task;
    }

    private void Work()
    {
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var run))
            {
                // Not Wait: only those who wait asynchronously are served in their order.
                _turn?.WaitAsync().GetAwaiter().GetResult();
                run();
                _turn?.Release();
            }
        }

        _connection.Dispose();
        _stopped.SetResult();
    }
}
