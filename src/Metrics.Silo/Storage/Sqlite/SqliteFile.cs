using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>
/// The SQLite file of this process. A lock file beside it keeps a second process out: its commits would be sound, but
/// its grains would be a second set of running aggregates.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly Lazy<FileStream> _lock;

    /// <exception cref="StartupException">The connection string is none of SQLite, or names no file.</exception>
    public SqliteFile(string connectionString)
    {
        _lock = new Lazy<FileStream>(TakeLock);
        try
        {
            // With a shared cache, connections lock tables against each other, and no time to wait for that can be set.
            var settings = new SqliteConnectionStringBuilder(connectionString) { Cache = SqliteCacheMode.Private };
            if (IsInMemory(settings))
            {
                throw new StartupException(
                    "ConnectionStrings:Metrics names no file, and what SQLite keeps in memory is gone with its connection. Name one, such as Data Source=data/metrics.db.");
            }

            ConnectionString = settings.ConnectionString;
            Path = System.IO.Path.GetFullPath(settings.DataSource);
        }
        catch (ArgumentException exception)
        {
            throw new StartupException($"ConnectionStrings:Metrics is not a connection string of SQLite: {exception.Message}", exception);
        }
    }

    /// <summary>The absolute path of the file.</summary>
    public string Path { get; }

    /// <summary>The connection string of the configuration, without a shared cache.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// Held by whoever writes. SQLite lets one connection write at a time, and the others ask again every 150 ms: while commits
    /// follow one another, a definition would have to be lucky to get in between, and block a thread until it is.
    /// </summary>
    public SemaphoreSlim WriteTurn { get; } = new(1, 1);

    /// <summary>Keeps other processes out from now on.</summary>
    /// <exception cref="StartupException">Another process has the file, or nobody can have it.</exception>
    public void Hold() => _ = _lock.Value;

    /// <summary>
    /// Opens a connection as this service needs it: the log is written ahead, so that readers never wait for the writer, and
    /// a commit returns when the disk has it (<c>synchronous = FULL</c> syncs the log on every commit). What it sorts stays
    /// in memory, since there may be no folder for temporary files that can be written to. Pages go from the log to the file after 16 MB
    /// of it instead of 4, as most of them are changed again by then.
    /// </summary>
    public SqliteConnection Open()
    {
        Hold();
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA busy_timeout = 10000; PRAGMA temp_store = MEMORY;";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lock.IsValueCreated)
        {
            _lock.Value.Dispose();
        }

        WriteTurn.Dispose();
    }

    /// <summary>An empty name is a file that is deleted with its connection; a URI may say it too.</summary>
    private static bool IsInMemory(SqliteConnectionStringBuilder settings) =>
        settings.Mode == SqliteOpenMode.Memory
        || settings.DataSource.Length == 0
        || settings.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
        || settings.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase);

    private FileStream TakeLock()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The database file {Path} cannot be used ({exception.Message}). SQLite serves one process: stop the other one, choose another file in ConnectionStrings:Metrics, or use PostgreSQL.",
                exception);
        }
    }
}
