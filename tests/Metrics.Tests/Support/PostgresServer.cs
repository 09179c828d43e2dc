using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Metrics.Tests.Support;

/// <summary>
/// A PostgreSQL server of the tests' own, from the packages of the system, on a free port of the loopback. One serves all
/// tests of a run that do it no harm; each test class has a database of its own.
/// </summary>
public sealed class PostgresServer
{
    /// <summary>The password of the user of the tests.</summary>
    public const string Password = "metrics-password";

    private const string User = "metrics";

    /// <summary>Where Debian puts the server programs, in a folder for each version.</summary>
    private const string Root = "/usr/lib/postgresql";

    /// <summary>
    /// Makes a database folder, serves it, and removes it when the standard input ends: also where the test process dies.
    /// $1 programs, $2 port, $3 user, $4 password, $5 address, $6 another setting. The server may be stopped and started meanwhile.
    /// </summary>
    private const string Script = """
        set -e
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        printf '%s' "$4" > "$folder/password"
        "$1/initdb" -D "$folder/data" -U "$3" --pwfile="$folder/password" --auth=scram-sha-256 -E UTF8 --locale=C.UTF-8 >&2
        printf '%s\n' "port = $2" "listen_addresses = '$5'" "unix_socket_directories = ''" "max_connections = 200" "fsync = on" "$6" >> "$folder/data/postgresql.conf"
        printf '%s\n' "host all all samenet scram-sha-256" >> "$folder/data/pg_hba.conf"
        "$1/pg_ctl" start -s -w -D "$folder/data" -l "$folder/log"
        cat >/dev/null
        "$1/pg_ctl" stop -s -m immediate -D "$folder/data"
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private static readonly Lazy<PostgresServer> TheServer = new(() => new PostgresServer());

    private static int s_databases;

    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly string _programs = FindPrograms()
        ?? throw new InvalidOperationException($"These tests need the server programs of PostgreSQL under {Root}. On Debian: apt-get install postgresql");
    private readonly Lazy<string> _folder;

    /// <summary>Starts a server.</summary>
    /// <param name="address">The IP address of this machine on which it listens.</param>
    /// <param name="setting">A line for its file of settings.</param>
    public PostgresServer(string address = "127.0.0.1", string setting = "")
    {
        (Address, Port) = (address, FreePort.Next());
        _folder = new(() => Query<string>("SHOW data_directory"));
        _process = StartAsServer("sh", "-c", Script, "sh", _programs, Port.ToString(CultureInfo.InvariantCulture), User, Password, address, setting);
        _output = new ProcessOutput(_process);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        WaitUntilReady();
    }

    /// <summary>The server, which starts when the first test asks for it.</summary>
    public static PostgresServer Shared => TheServer.Value;

    /// <summary>The IP address on which it listens.</summary>
    public string Address { get; }

    /// <summary>The port on which it listens.</summary>
    public int Port { get; }

    /// <summary>The folder of the server programs, of the latest version; null where there are none.</summary>
    public static string? FindPrograms()
    {
        var versions = Directory.Exists(Root) ? Directory.GetDirectories(Root) : [];
        return versions
            .Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .MaxBy(folder => decimal.TryParse(folder.Split('/')[^2], CultureInfo.InvariantCulture, out var version) ? version : 0);
    }

    /// <summary>Leads to this database, on this port if it is not the server's own.</summary>
    public string ConnectionString(string database, int? port = null) => string.Create(
        CultureInfo.InvariantCulture, $"Host={Address};Port={port ?? Port};Database={database};Username={User};Password={Password}");

    /// <summary>Makes an empty database and returns its name.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref s_databases)}");
        using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
        using var command = source.CreateCommand($"CREATE DATABASE {name}");
        command.ExecuteNonQuery();
        return name;
    }

    /// <summary>Runs one statement as superuser and returns the first value of its result.</summary>
    public T Query<T>(string sql, string database = "postgres")
    {
        using var source = NpgsqlDataSource.Create(ConnectionString(database) + ";Pooling=false");
        using var command = source.CreateCommand(sql);
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>Runs <c>pg_ctl</c> on this server, with <c>start</c>, <c>stop</c> or <c>restart</c> and what goes with it.</summary>
    public async Task ControlAsync(params string[] arguments)
    {
        // A server that starts keeps its output; so that goes to a file, and nobody waits for its end.
        string[] command = [Path.Combine(_programs, "pg_ctl"), "-w", "-D", _folder.Value, "-l", Path.Combine(_folder.Value, "..", "log"), .. arguments];
        using var control = StartAsServer(["sh", "-c", """exec "$@" </dev/null >/dev/null 2>&1""", "sh", .. command]);
        await control.WaitForExitAsync();
        if (control.ExitCode != 0)
        {
            throw new InvalidOperationException($"pg_ctl {string.Join(' ', arguments)} failed with {control.ExitCode}");
        }
    }

    /// <summary>Starts a process as the user that the server runs as.</summary>
    private static Process StartAsServer(params string[] command)
    {
        // PostgreSQL refuses to run as root; its package has made a user for it.
        string[] asUser = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"];
        string[] arguments = Environment.IsPrivilegedProcess ? [.. asUser, .. command] : command;
        return Process.Start(new ProcessStartInfo(arguments[0], arguments[1..])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private void WaitUntilReady()
    {
        using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false;Timeout=2");
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = source.OpenConnection();
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && Stopwatch.GetElapsedTime(start) < StartTimeout)
            {
                _process.WaitForExit(50);
            }
            catch (NpgsqlException exception)
            {
                throw new InvalidOperationException($"PostgreSQL did not start:\n{_output}", exception);
            }
        }
    }

    private void Stop()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
    }
}
