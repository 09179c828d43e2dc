using Metrics.Silo.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Between the wish to stop and the stop, so that no request is lost on a connection that ends. First the process is no longer
/// ready and serves on, so that balancers turn away from it. Then it takes no new connections, and each answer ends the
/// connection that it goes out on. Then what nobody has used in all that time is closed. Last, what is still being answered is broken off: a
/// silo needs some of the time for a stop to take leave of the others. Where one process serves alone there is nobody to turn to, and it
/// stops as soon as all is answered.
/// </summary>
internal sealed class Drain(IOptions<StorageOptions> storage, TimeProvider time) : IHostedLifecycleService
{
    /// <summary>Balancers ask at least every second, and believe it the second time.</summary>
    private static readonly TimeSpan TimeToTurnAway = TimeSpan.FromSeconds(3);

    /// <summary>Who has a connection open sends his next request in this time, or most likely none at all.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    /// <summary>How long what is under way then may still take. With the times before, it leaves the silo the half of the time for a stop.</summary>
    internal static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(20);

    private readonly bool _isAlone = storage.Value.Provider == StorageProvider.Sqlite;
    private readonly Lock _lock = new();
    private readonly HashSet<ConnectionContext> _connections = [];

    /// <summary>Completed while nobody has a connection.</summary>
    private TaskCompletionSource _nobody = NewCompleted();

    /// <summary>Whether answers are to end their connections.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>A client has connected.</summary>
    public void Add(ConnectionContext connection)
    {
        lock (_lock)
        {
            if (_connections.Count == 0)
            {
                _nobody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _connections.Add(connection);
        }

        connection.ConnectionClosed.Register(() => Remove(connection));
    }

    /// <summary>Waits for the end of all connections, as long as there is hope. Nobody listens for new ones any more.</summary>
    public async Task EndConnectionsAsync(CancellationToken cancellationToken)
    {
        IsEnding = true;
        if (_isAlone)
        {
            return;
        }

        Task nobody;
        lock (_lock)
        {
            nobody = _nobody.Task;
        }

        try
        {
            await nobody.WaitAsync(TimeToEnd, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Who has not used his connection in all that time loses it: nobody waits for that here.
            _ = BreakOffAsync();
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _isAlone ? Task.CompletedTask : Task.Delay(TimeToTurnAway, time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static TaskCompletionSource NewCompleted()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private async Task BreakOffAsync()
    {
        await Task.Delay(TimeToAnswer, time);
        List<ConnectionContext> left;
        lock (_lock)
        {
            left = [.. _connections];
        }

        left.ForEach(connection => connection.Abort(new ConnectionAbortedException("The process stops, and this took too long.")));
    }

    private void Remove(ConnectionContext connection)
    {
        lock (_lock)
        {
            if (_connections.Remove(connection) && _connections.Count == 0)
            {
                _nobody.SetResult();
            }
        }
    }
}
