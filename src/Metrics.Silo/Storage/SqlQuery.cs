using System.Data.Common;

namespace Metrics.Silo.Storage;

/// <summary>A statement that reads, and the values of its parameters.</summary>
/// <param name="text">The statement, which names its parameters <c>@name</c>.</param>
internal sealed class SqlQuery(string text)
{
    private readonly List<(string Name, object Value)> _parameters = [];

    /// <summary>Sets a parameter.</summary>
    public SqlQuery With(string name, object value)
    {
        _parameters.Add((name, value));
        return this;
    }

    /// <summary>The statement as a command of this connection.</summary>
    public DbCommand CreateCommand(DbConnection connection)
    {
        var command = connection.CreateCommand();

        // Every text is put together from constants; values are parameters.
        command.CommandText = text;
        foreach (var (name, value) in _parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
