using Metrics.Benchmarks.Compare;
using Metrics.Tests.Support;
using Npgsql;

namespace Metrics.Benchmarks.Contenders;

/// <summary>The contenders on PostgreSQL share one server, which syncs every commit, and get a new database for each start.</summary>
internal static class PostgresContenders
{
    /// <summary>Why there is no PostgreSQL; null where there is.</summary>
    public static string? Missing => PostgresServer.FindPrograms() is null ? "needs PostgreSQL (on Debian: apt-get install postgresql)" : null;

    /// <summary>A database with nothing in it.</summary>
    public static Database CreateDatabase()
    {
        var database = new Database(PostgresServer.Shared.CreateDatabase());

        // What the one before has left to write would otherwise be written while this one is measured.
        Database.Execute("CHECKPOINT");
        return database;
    }

    /// <summary>The version of the server, such as 15.14.</summary>
    public static string Version() => (string)Database.Query("SELECT split_part(current_setting('server_version'), ' ', 1)");

    /// <summary>A database that goes with its contender.</summary>
    internal sealed class Database(string name) : IDisposable
    {
        public string ConnectionString => PostgresServer.Shared.ConnectionString(name);

        /// <summary>The process whose children all backends are: found while a backend of ours is alive.</summary>
        public int ServerId { get; } = Run("SELECT pg_backend_pid()", command => ProcessUsage.ParentOf((int)command.ExecuteScalar()!));

        /// <summary>Makes room; where that fails, the database goes with the server, and what led here must not be hidden.</summary>
        public void Dispose()
        {
            try
            {
                Execute($"DROP DATABASE {name} WITH (FORCE)");
            }
            catch (NpgsqlException)
            {
            }
        }

        public static void Execute(string sql) => Run(sql, command => command.ExecuteNonQuery());

        public static object Query(string sql) => Run(sql, command => command.ExecuteScalar()!);

        private static T Run<T>(string sql, Func<NpgsqlCommand, T> run)
        {
            using var source = NpgsqlDataSource.Create(PostgresServer.Shared.ConnectionString("postgres") + ";Pooling=false;Command Timeout=120");
            using var connection = source.OpenConnection();
            using var command = new NpgsqlCommand(sql, connection);
            return run(command);
        }
    }
}
