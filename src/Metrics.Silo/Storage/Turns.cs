using System.Threading.Channels;

namespace Metrics.Silo.Storage;

/// <summary>
/// Lets a few at a time do what hundreds may ask for and is nobody's point, such as a chunk of a deletion. All at once they would have every
/// connection, or fill the queue of the only one, and commits would wait behind them.
/// </summary>
internal sealed class Turns
{
    private readonly Channel<bool> _free;

    /// <param name="count">How many at a time.</param>
    public Turns(int count)
    {
        _free = Channel.CreateBounded<bool>(count);
        while (_free.Writer.TryWrite(true))
        {
        }
    }

    /// <summary>Runs the function when it is its turn, in the order in which they come.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> function)
    {
        await _free.Reader.ReadAsync();
        try
        {
            return await function();
        }
        finally
        {
            _free.Writer.TryWrite(true);
        }
    }

    /// <summary>Runs the function again and again, each time when it is its turn, until it finds nothing more to do.</summary>
    /// <param name="chunk">Does some of it, and returns how much that was.</param>
    /// <returns>How much it was in all.</returns>
    public async Task<long> RunInChunksAsync(Func<Task<int>> chunk)
    {
        long total = 0;
        for (int done; (done = await RunAsync(chunk)) > 0; total += done)
        {
        }

        return total;
    }
}
