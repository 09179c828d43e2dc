using Metrics.Silo;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// What the command line may say: a command, which comes first, and settings. The configuration passes over any other word, and a command
/// that is spelled wrong would start a server that nobody asked for.
/// </summary>
internal static class CommandLine
{
    private static readonly string[] Commands = [DatabaseCommands.Check, HealthCommand.Name, DatabaseCommands.Migrate];

    /// <exception cref="StartupException">There is a word that is neither a command nor a setting, or a setting without a value.</exception>
    public static void Validate(string[] args)
    {
        for (var i = Commands.Contains(args.FirstOrDefault()) ? 1 : 0; i < args.Length; i++)
        {
            var word = args[i];
            if (word.Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            // The value is the next word, whatever that is.
            if (!IsKey(word) || ++i == args.Length)
            {
                throw new StartupException(
                    $"'{word}' on the command line is neither a command nor a setting with a value. "
                    + $"The commands are {string.Join(", ", Commands)}, and come first; a setting is given as --Urls {ListenAddresses.Default}.");
            }
        }
    }

    private static bool IsKey(string word) => word.StartsWith("--", StringComparison.Ordinal) || word.StartsWith('/');
}
