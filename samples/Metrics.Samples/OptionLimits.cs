using System.CommandLine;

namespace Metrics.Samples;

/// <summary>Limits of numeric options, stated where the option is.</summary>
internal static class OptionLimits
{
    /// <summary>Refuses a number outside of the two, which are both included.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most)
    {
        // On the option and not on the command: a command's validator does not see default values.
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } value
                && (Comparer<T>.Default.Compare(value, least) < 0 || Comparer<T>.Default.Compare(value, most) > 0))
            {
                result.AddError(FormattableString.Invariant($"{option.Name} takes {least} to {most}."));
            }
        });
        return option;
    }
}
