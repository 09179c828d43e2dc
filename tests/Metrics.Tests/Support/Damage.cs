using CsCheck;

namespace Metrics.Tests.Support;

/// <summary>Something bad in a good text: up to twelve characters of it replaced by others.</summary>
/// <param name="At">Where; at the end of a text that is shorter by then.</param>
/// <param name="Length">How many characters go.</param>
/// <param name="Fragment">What takes their place.</param>
internal sealed record Damage(int At, int Length, string Fragment)
{
    /// <summary>Draws damages for a text, with one of these fragments each.</summary>
    public static Gen<Damage> Of(string text, IEnumerable<string> fragments) => Gen.Select(
        Gen.Int[0, text.Length], Gen.Int[0, 12], Gen.OneOf([.. fragments.Select(Gen.Const)]), (at, length, fragment) => new Damage(at, length, fragment));

    /// <summary>The text with this in it.</summary>
    public string In(string text)
    {
        var at = Math.Min(At, text.Length);
        return string.Concat(text.AsSpan(0, at), Fragment, text.AsSpan(Math.Min(at + Length, text.Length)));
    }
}
