using System.Net;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;

namespace Metrics.Tests.Storage;

/// <summary>Our queries as Orleans' own membership table runs them.</summary>
public sealed class PostgresMembershipTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly DateTime Start = new(2024, 4, 9, 14, 44, 0, 123, DateTimeKind.Utc);

    private static int s_lastCluster;

    private readonly AdoNetClusteringTable _table = CreateTable(database, NewCluster());

    public Task InitializeAsync() => _table.InitializeMembershipTableAsync(tryInitTableVersion: true);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_new_cluster_has_no_members_and_version_0()
    {
        var all = await _table.ReadAllAsync();

        Assert.Equal((0, "0"), (all.Version.Version, all.Version.VersionEtag));
        Assert.Empty(all.Members);
    }

    [Fact]
    public async Task A_second_start_leaves_the_version_as_it_is()
    {
        await InsertAsync(Member(1));

        await _table.InitializeMembershipTableAsync(tryInitTableVersion: true);

        Assert.Equal(1, (await _table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task A_member_comes_back_as_it_was_and_moves_the_version()
    {
        var member = Member(1);

        Assert.True(await InsertAsync(member));

        foreach (var read in (MembershipTableData[])[await _table.ReadAllAsync(), await _table.ReadRowAsync(member.SiloAddress)])
        {
            Assert.Equal(1, read.Version.Version);
            Assert.Equal(Describe(member), Describe(Assert.Single(read.Members).Item1));
        }
    }

    [Fact]
    public async Task A_member_that_is_not_there_leaves_the_version_to_be_read()
    {
        await InsertAsync(Member(1));

        var read = await _table.ReadRowAsync(Member(2).SiloAddress);

        Assert.Equal(1, read.Version.Version);
        Assert.Empty(read.Members);
    }

    [Fact]
    public async Task An_insert_of_a_stale_version_changes_nothing()
    {
        var before = (await _table.ReadAllAsync()).Version;
        await InsertAsync(Member(1));

        Assert.False(await _table.InsertRowAsync(Member(2), before.Next()));

        await AssertMembersAsync(1, Member(1));
    }

    [Fact]
    public async Task A_second_insert_of_a_member_changes_nothing()
    {
        await InsertAsync(Member(1));

        Assert.False(await InsertAsync(Member(1)));

        await AssertMembersAsync(1, Member(1));
    }

    [Fact]
    public async Task An_update_changes_the_member_and_moves_the_version()
    {
        await InsertAsync(Member(1));
        await InsertAsync(Member(2));
        var changed = Member(1);
        changed.Status = SiloStatus.Dead;
        changed.IAmAliveTime = Start.AddMinutes(1);
        changed.SuspectTimes = [Tuple.Create(Member(2).SiloAddress, Start), Tuple.Create(Member(1).SiloAddress, Start.AddSeconds(1))];

        Assert.True(await UpdateAsync(changed));

        await AssertMembersAsync(3, changed, Member(2));
    }

    [Fact]
    public async Task An_update_of_a_stale_version_changes_nothing()
    {
        await InsertAsync(Member(1));
        var before = (await _table.ReadAllAsync()).Version;
        await InsertAsync(Member(2));
        var changed = Member(1);
        changed.Status = SiloStatus.Dead;

        Assert.False(await _table.UpdateRowAsync(changed, before.VersionEtag, before.Next()));

        await AssertMembersAsync(2, Member(1), Member(2));
    }

    [Fact]
    public async Task An_update_of_a_member_that_is_not_there_changes_nothing()
    {
        await InsertAsync(Member(1));

        Assert.False(await UpdateAsync(Member(2)));

        await AssertMembersAsync(1, Member(1));
    }

    [Fact]
    public async Task A_sign_of_life_is_kept_and_does_not_move_the_version()
    {
        await InsertAsync(Member(1));
        var alive = Member(1);
        alive.IAmAliveTime = Start.AddMinutes(5);

        await _table.UpdateIAmAliveAsync(alive);

        await AssertMembersAsync(1, alive);
    }

    [Fact]
    public async Task Of_concurrent_changes_one_wins()
    {
        await InsertAsync(Member(1));
        var version = (await _table.ReadAllAsync()).Version;

        var wins = await Task.WhenAll(Enumerable.Range(2, 8).Select(number => Task.Run(() => number % 2 == 0
            ? _table.InsertRowAsync(Member(number), version.Next())
            : _table.UpdateRowAsync(Member(1), version.VersionEtag, version.Next()))));

        Assert.Equal(1, wins.Count(won => won));
        Assert.Equal(2, (await _table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task The_long_dead_are_forgotten_and_nobody_else_is()
    {
        var cutoff = Start.AddHours(1);
        var longDead = Member(1, SiloStatus.Dead);
        var suspectedLongAgo = Member(2, SiloStatus.Dead);
        suspectedLongAgo.SuspectTimes = [Tuple.Create(Member(1).SiloAddress, Start)];
        var justDead = Member(3, SiloStatus.Dead);
        justDead.IAmAliveTime = cutoff.AddSeconds(1);
        var silent = Member(4);
        foreach (var member in (MembershipEntry[])[longDead, suspectedLongAgo, justDead, silent])
        {
            await InsertAsync(member);
            await UpdateAsync(member);
        }

        await _table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(cutoff));

        await AssertMembersAsync(8, justDead, silent);
    }

    [Fact]
    public async Task Clusters_keep_apart()
    {
        var other = CreateTable(database, NewCluster());
        await other.InitializeMembershipTableAsync(tryInitTableVersion: true);
        await other.InsertRowAsync(Member(1), (await other.ReadAllAsync()).Version.Next());
        var name = NewCluster();
        var third = CreateTable(database, name);
        await third.InitializeMembershipTableAsync(tryInitTableVersion: true);

        await third.DeleteMembershipTableEntriesAsync(name);

        Assert.Empty((await _table.ReadAllAsync()).Members);
        Assert.Single((await other.ReadAllAsync()).Members);
        Assert.Equal(0, await database.QueryAsync<long>($"SELECT count(*) FROM cluster_versions WHERE deployment_id = '{name}'"));
    }

    private static string NewCluster() => $"cluster-{Interlocked.Increment(ref s_lastCluster)}";

    private static AdoNetClusteringTable CreateTable(PostgresDatabase database, string clusterId) => new(
        null!,
        Options.Create(new ClusterOptions { ClusterId = clusterId, ServiceId = "service" }),
        Options.Create(new AdoNetClusteringSiloOptions { Invariant = "Npgsql", DataSource = database.Pools.Control }),
        NullLogger<AdoNetClusteringTable>.Instance);

    private static MembershipEntry Member(int number, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse("10.0.0.1"), 11_111 + number, 7),
        SiloName = $"silo {number}",
        HostName = "host",
        Status = status,
        ProxyPort = 0,
        StartTime = Start,
        IAmAliveTime = Start,
    };

    private static string Describe(MembershipEntry member) => string.Join(
        ", ",
        member.SiloAddress.ToParsableString(), member.SiloName, member.HostName, member.Status, member.ProxyPort,
        member.StartTime.ToString("O"), member.IAmAliveTime.ToString("O"),
        string.Join(" ", (member.SuspectTimes ?? []).Select(vote => $"{vote.Item1.ToParsableString()} {vote.Item2:HH:mm:ss.fff}")));

    private async Task<bool> InsertAsync(MembershipEntry member) =>
        await _table.InsertRowAsync(member, (await _table.ReadAllAsync()).Version.Next());

    private async Task<bool> UpdateAsync(MembershipEntry member)
    {
        var version = (await _table.ReadAllAsync()).Version;
        return await _table.UpdateRowAsync(member, version.VersionEtag, version.Next());
    }

    private async Task AssertMembersAsync(int version, params IEnumerable<MembershipEntry> members)
    {
        var read = await _table.ReadAllAsync();
        Assert.Equal(version, read.Version.Version);
        Assert.Equal(members.Select(Describe), read.Members.Select(member => Describe(member.Item1)).Order(StringComparer.Ordinal));
    }
}
