namespace Metrics.Silo.Model;

/// <summary>
/// How the samples of a time bucket become one running value. The wire calls this <c>dataType</c>;
/// the members are spelled as the wire spells them.
/// </summary>
public enum AggregationType
{
    /// <summary>Σ value.</summary>
    Sum,

    /// <summary>The number of samples; their values are ignored.</summary>
    Count,

    /// <summary>The smallest value.</summary>
    Min,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The first value received, in order of arrival and not of date.</summary>
    First,

    /// <summary>The last value received, in order of arrival and not of date.</summary>
    Last,

    /// <summary>Σ(value · weight) / Σ weight.</summary>
    Average,
}
