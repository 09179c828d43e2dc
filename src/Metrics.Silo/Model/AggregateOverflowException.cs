namespace Metrics.Silo.Model;

/// <summary>A sample would take its aggregate out of the range in which a decimal is exact. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.AggregateOverflowException")]
public sealed class AggregateOverflowException() : Exception(Reason)
{
    /// <summary>What is wrong with the sample.</summary>
    public const string Reason =
        "the running value of this time bucket would need more digits than an exact decimal has (28, up to 79228162514264337593543950335)";
}
