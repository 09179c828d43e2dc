using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Metrics.Silo;

/// <summary>Options that are read once, before anything is built with them.</summary>
public static class OptionsExtensions
{
    /// <summary>Reads a section, adds it as <see cref="IOptions{TOptions}"/>, and returns it.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="section">The section of the configuration.</param>
    /// <param name="configure">What to take from elsewhere.</param>
    /// <exception cref="StartupException">A value is not of its type or not in its range; the message names its key.</exception>
    public static TOptions AddValidOptions<TOptions>(this IHostApplicationBuilder builder, string section, Action<TOptions>? configure = null)
        where TOptions : class, new()
    {
        var options = new TOptions();
        try
        {
            builder.Configuration.GetSection(section).WithoutValue().Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupException($"The configuration is not valid: {exception.Message}", exception);
        }

        configure?.Invoke(options);
        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true))
        {
            var lines = errors.Select(error => $"{section}:{string.Join(", ", error.MemberNames)}: {error.ErrorMessage}");
            throw new StartupException($"The configuration is not valid: {string.Join(" ", lines)}");
        }

        builder.Services.AddSingleton(Options.Create(options));
        return options;
    }

    /// <summary>The section itself. A value in the place of its settings would be passed over, and the defaults be taken.</summary>
    /// <exception cref="StartupException">It has a value. That is not told, for it may be a token.</exception>
    public static IConfigurationSection WithoutValue(this IConfigurationSection section) => string.IsNullOrEmpty(section.Value)
        ? section
        : throw new StartupException($"{section.Path} has a value, and takes none itself: its settings are named {section.Path}:...");

    /// <summary>Sees that a setting, where there is one, is a word that is known to what reads it and would pass over another.</summary>
    /// <exception cref="StartupException">It is none of them.</exception>
    public static void RequireOneOf(this IConfiguration configuration, string key, IReadOnlyCollection<string> words, StringComparer comparer)
    {
        if (configuration[key] is { Length: > 0 } word && !words.Contains(word, comparer))
        {
            throw new StartupException($"{key} takes one of {string.Join(", ", words)}, and '{word}' is none.");
        }
    }
}
