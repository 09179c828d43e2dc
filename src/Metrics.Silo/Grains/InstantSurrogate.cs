using NodaTime;

namespace Metrics.Silo.Grains;

/// <summary>How an instant travels between silos.</summary>
[GenerateSerializer, Alias("Metrics.InstantSurrogate")]
internal struct InstantSurrogate
{
    /// <summary>Ticks of 100 ns since 1970.</summary>
    [Id(0)]
    public long UnixTicks;
}

/// <summary>Teaches Orleans instants.</summary>
[RegisterConverter]
internal sealed class InstantConverter : IConverter<Instant, InstantSurrogate>
{
    /// <inheritdoc/>
    public Instant ConvertFromSurrogate(in InstantSurrogate surrogate) => Instant.FromUnixTimeTicks(surrogate.UnixTicks);

    /// <inheritdoc/>
    public InstantSurrogate ConvertToSurrogate(in Instant value) => new() { UnixTicks = value.ToUnixTimeTicks() };
}
