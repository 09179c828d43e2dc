using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Metrics.Tests.Support;

/// <summary>
/// A PostgreSQL server of the tests' own, from the packages of the system, on a free port of the loopback. One serves all
/// tests of a run; each test class has a database of its own (<see cref="PostgresDatabase"/>).
/// </summary>
public sealed class PostgresServer
{
    private const string User = "metrics";
    private const string Password = "metrics-password";

    /// <summary>
    /// Makes a database folder, serves it, and removes it when the standard input ends: also where the test process dies.
    /// $1 programs, $2 port, $3 user, $4 password.
    /// </summary>
    private const string Script = """
        set -e
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        printf '%s' "$4" > "$folder/password"
        "$1/initdb" -D "$folder/data" -U "$3" --pwfile="$folder/password" --auth=scram-sha-256 -E UTF8 --locale=C.UTF-8 >&2
        "$1/postgres" -D "$folder/data" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c fsync=on &
        server=$!
        cat >/dev/null
        kill -INT $server
        wait $server
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private static readonly Lazy<PostgresServer> TheServer = new(() => new PostgresServer());

    private static int s_databases;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private PostgresServer()
    {
        Port = FreePort.Next();
        var start = new ProcessStartInfo
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] command = ["sh", "-c", Script, "sh", FindPrograms(), Port.ToString(CultureInfo.InvariantCulture), User, Password];

        // PostgreSQL refuses to run as root; its package has made a user for it.
        string[] asUser = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"];
        string[] arguments = Environment.IsPrivilegedProcess ? [.. asUser, .. command] : command;
        start.FileName = arguments[0];
        foreach (var argument in arguments[1..])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        WaitUntilReady();
    }

    /// <summary>The server, which starts when the first test asks for it.</summary>
    public static PostgresServer Shared => TheServer.Value;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Leads to this database, on this port if it is not the server's own.</summary>
    public string ConnectionString(string database, int? port = null) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port ?? Port};Database={database};Username={User};Password={Password}");

    /// <summary>Makes an empty database and returns its name.</summary>
    public string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref s_databases)}");
        using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
        using var command = source.CreateCommand($"CREATE DATABASE {name}");
        command.ExecuteNonQuery();
        return name;
    }

    private static string FindPrograms()
    {
        const string root = "/usr/lib/postgresql";
        var versions = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        return versions
            .Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .MaxBy(folder => decimal.TryParse(folder.Split('/')[^2], CultureInfo.InvariantCulture, out var version) ? version : 0)
            ?? throw new InvalidOperationException(
                $"These tests need the server programs of PostgreSQL under {root}. On Debian: apt-get install postgresql");
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
                throw new InvalidOperationException($"PostgreSQL did not start:\n{Output}", exception);
            }
        }
    }

    private void Stop()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
    }

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
