using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization.Activators;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Metrics.Tests.Storage;

/// <summary>Our queries as Orleans' own storage runs them. Inherited for each kind of database.</summary>
public abstract partial class ControlPlaneContract : IAsyncLifetime
{
    private const string StateName = "state";

    private static int s_lastGrain;

    private readonly GrainId _grain = GrainId.Create("test", $"o|{Interlocked.Increment(ref s_lastGrain)}");
    private AdoNetGrainStorage _storage = null!;

    /// <summary>The storage as Orleans has it.</summary>
    private protected IGrainStorage Storage => _storage;

    /// <summary>Says where the database is.</summary>
    protected abstract void Configure(AdoNetGrainStorageOptions options);

    public virtual async Task InitializeAsync() => _storage = await CreateAsync("service");

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_state_that_was_never_written_is_not_there()
    {
        var state = await ReadAsync();

        Assert.Equal((false, null, new State()), (state.RecordExists, state.ETag, state.State));
    }

    [Fact]
    public async Task A_first_write_has_version_1_and_comes_back()
    {
        var written = await WriteAsync(new State { Text = "first 🙂" });

        Assert.Equal((true, "1"), (written.RecordExists, written.ETag));
        var read = await ReadAsync();
        Assert.Equal((true, "1", new State { Text = "first 🙂" }), (read.RecordExists, read.ETag, read.State));
    }

    [Fact]
    public async Task A_second_first_write_is_a_conflict()
    {
        await WriteAsync(new State { Text = "first" });

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(new State { Text = "second" }));

        Assert.Equal(("1", "first"), await FindAsync());
    }

    [Fact]
    public async Task Each_update_moves_the_version_by_one()
    {
        var state = await WriteAsync(new State { Text = "first" });

        await WriteAsync(new State { Text = "second" }, state);
        await WriteAsync(new State { Text = "third" }, state);

        Assert.Equal("3", state.ETag);
        Assert.Equal(("3", "third"), await FindAsync());
    }

    [Fact]
    public async Task An_update_of_a_stale_version_is_a_conflict()
    {
        var state = await WriteAsync(new State { Text = "first" });
        var stale = await ReadAsync();
        await WriteAsync(new State { Text = "second" }, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(new State { Text = "third" }, stale));

        Assert.Equal(("2", "second"), await FindAsync());
    }

    [Fact]
    public async Task An_update_of_what_is_not_there_is_a_conflict_and_inserts_nothing()
    {
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            WriteAsync(new State { Text = "late" }, Stored("4")));

        Assert.False((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_may_be_written_again()
    {
        var state = await WriteAsync(new State { Text = "first" });

        await _storage.ClearStateAsync(StateName, _grain, state);
        Assert.Equal((false, "2", ""), (state.RecordExists, state.ETag, state.State!.Text));
        Assert.False((await ReadAsync()).RecordExists);

        await WriteAsync(new State { Text = "again" }, state);
        Assert.Equal(("3", "again"), await FindAsync());
    }

    [Fact]
    public async Task A_clear_of_a_stale_version_is_a_conflict()
    {
        var state = await WriteAsync(new State { Text = "first" });
        var stale = await ReadAsync();
        await WriteAsync(new State { Text = "second" }, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync(StateName, _grain, stale));

        Assert.Equal(("2", "second"), await FindAsync());
    }

    [Fact]
    public async Task A_deleted_state_leaves_no_row()
    {
        var deleting = await CreateAsync("service", deleteOnClear: true);
        var state = await WriteAsync(new State { Text = "first" });
        await WriteAsync(new State { Text = "second" }, state);

        await deleting.ClearStateAsync(StateName, _grain, state);

        var read = await ReadAsync();
        Assert.Equal((false, null), (read.RecordExists, read.ETag));
    }

    [Fact]
    public async Task States_keep_apart_by_name_by_grain_and_by_service()
    {
        var other = GrainId.Create("test", $"{_grain.Key}x");
        var otherService = await CreateAsync("another service");

        await WriteAsync(new State { Text = "one" });
        await _storage.WriteStateAsync("other", _grain, new GrainState<State>(new State { Text = "two" }));
        await _storage.WriteStateAsync(StateName, other, new GrainState<State>(new State { Text = "three" }));
        await otherService.WriteStateAsync(StateName, _grain, new GrainState<State>(new State { Text = "four" }));

        Assert.Equal(("1", "one"), await FindAsync());
    }

    [Fact]
    public async Task Of_concurrent_writers_one_wins()
    {
        var state = await WriteAsync(new State { Text = "first" });

        var wins = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            try
            {
                await WriteAsync(new State { Text = $"{writer}" }, Stored(state.ETag));
                return 1;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        })));

        Assert.Equal(1, wins.Sum());
        Assert.Equal("2", (await FindAsync()).ETag);
    }

    private async Task<AdoNetGrainStorage> CreateAsync(string serviceId, bool deleteOnClear = false)
    {
        var options = new AdoNetGrainStorageOptions { GrainStorageSerializer = new JsonStateSerializer(), DeleteStateOnClear = deleteOnClear };
        Configure(options);
        var storage = new AdoNetGrainStorage(
            new StateActivators(),
            NullLogger<AdoNetGrainStorage>.Instance,
            Options.Create(options),
            Options.Create(new ClusterOptions { ServiceId = serviceId, ClusterId = "cluster" }),
            "control");

        // The storage reads its queries when its silo starts.
        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        storage.Participate(lifecycle);
        await lifecycle.OnStart();
        return storage;
    }

    private async Task<GrainState<State>> ReadAsync()
    {
        var state = new GrainState<State>();
        await _storage.ReadStateAsync(StateName, _grain, state);
        return state;
    }

    private async Task<(string? ETag, string Text)> FindAsync()
    {
        var state = await ReadAsync();
        return (state.ETag, state.State!.Text);
    }

    private async Task<GrainState<State>> WriteAsync(State value, GrainState<State>? state = null)
    {
        state ??= new GrainState<State>();
        state.State = value;
        await _storage.WriteStateAsync(StateName, _grain, state);
        return state;
    }

    /// <summary>What a grain believes to be stored with this version.</summary>
    private static GrainState<State> Stored(string? etag) => new(new State(), etag) { RecordExists = true };

    internal sealed record State
    {
        public string Text { get; init; } = "";
    }

    private sealed class StateActivators : IActivatorProvider
    {
        public IActivator<T> GetActivator<T>() => new StateActivator<T>();
    }

    private sealed class StateActivator<T> : IActivator<T>
    {
        public T Create() => Activator.CreateInstance<T>();
    }
}
