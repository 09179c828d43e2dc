using System.CommandLine;
using Metrics.Benchmarks.Contenders;

namespace Metrics.Benchmarks.Compare;

/// <summary>What the commands that measure have in common.</summary>
internal static class CommandParts
{
    /// <summary>An option that takes a whole number from 1 to 3600.</summary>
    public static Option<int> Number(string name, int defaultValue, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var value) && value is >= 1 and <= 3600))
            {
                result.AddError($"{name} must be a whole number from 1 to 3600.");
            }
        });
        return option;
    }

    /// <summary>Ends where measuring would be for nothing, or cannot be done.</summary>
    /// <exception cref="ComparisonException">Something is missing.</exception>
    public static void RequireSense()
    {
#if DEBUG
        throw new ComparisonException("A debug build measures nothing worth knowing. Start it with: dotnet run -c Release");
#else
        if (!ContenderStart.HasProgram(Wrk.Program))
        {
            throw new ComparisonException($"This needs {Wrk.Program}. On Debian: apt-get install wrk");
        }
#endif
    }

    /// <summary>Our service on a database, alone.</summary>
    /// <exception cref="ComparisonException">The database is missing.</exception>
    public static IContender Ours(string name)
    {
        IContender contender = name == OurSqliteContender.ContenderName ? new OurSqliteContender() : OurPostgresContender.One;
        return contender.Missing is { } missing ? throw new ComparisonException($"{name} {missing}.") : contender;
    }

    /// <summary>An option that names our service on one database.</summary>
    public static Option<string> OursOption()
    {
        var option = new Option<string>("--contender") { Description = "Ours, on which database.", DefaultValueFactory = _ => OurPostgresContender.OneName };
        return option.AcceptOnlyFromAmong(OurSqliteContender.ContenderName, OurPostgresContender.OneName);
    }
}
