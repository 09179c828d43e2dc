-- The members of each cluster, as Microsoft.Orleans.Clustering.AdoNet keeps them. Who changes the list names the
-- version it knows, and the version moves with the change or nothing happens at all; that is how silos agree.
CREATE TABLE cluster_versions
(
    deployment_id text        COLLATE "C" NOT NULL PRIMARY KEY,
    version       integer     NOT NULL,
    modified_at   timestamptz NOT NULL
);

-- status is SiloStatus of Orleans: 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.
CREATE TABLE cluster_members
(
    deployment_id   text        COLLATE "C" NOT NULL,
    address         text        COLLATE "C" NOT NULL,
    port            integer     NOT NULL,
    generation      integer     NOT NULL,
    silo_name       text        NOT NULL,
    host_name       text        NOT NULL,
    status          integer     NOT NULL,
    proxy_port      integer     NULL,
    suspect_times   text        NULL,
    start_time      timestamptz NOT NULL,
    i_am_alive_time timestamptz NOT NULL,
    PRIMARY KEY (deployment_id, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipVersionKey', $query$
    WITH inserted AS
    (
        INSERT INTO cluster_versions (deployment_id, version, modified_at)
        VALUES (@DeploymentId, 0, now())
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM inserted)
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipKey', $query$
    WITH moved AS
    (
        UPDATE cluster_versions
        SET version = version + 1, modified_at = now()
        WHERE deployment_id = @DeploymentId AND version = @Version
          AND NOT EXISTS (SELECT 1 FROM cluster_members
                          WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING deployment_id
    ),
    inserted AS
    (
        INSERT INTO cluster_members
            (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
        SELECT deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM moved
        RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM inserted)
$query$);

-- The member is locked before the version moves, so that a cleanup cannot take it away in between.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateMembershipKey', $query$
    WITH member AS
    (
        SELECT 1 FROM cluster_members
        WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
        FOR NO KEY UPDATE
    ),
    moved AS
    (
        UPDATE cluster_versions
        SET version = version + 1, modified_at = now()
        WHERE deployment_id = @DeploymentId AND version = @Version AND EXISTS (SELECT 1 FROM member)
        RETURNING deployment_id
    ),
    updated AS
    (
        UPDATE cluster_members
        SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime
        FROM moved
        WHERE cluster_members.deployment_id = moved.deployment_id
          AND address = @Address AND port = @Port AND generation = @Generation
        RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM updated)
$query$);

-- A sign of life changes nothing that silos must agree on, so the version stays.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateIAmAlivetimeKey', $query$
    UPDATE cluster_members
    SET i_am_alive_time = @IAmAliveTime
    WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$);

-- Both reads return the version even where there is no member.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadRowKey', $query$
    SELECT m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName, m.host_name AS HostName,
           m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime,
           m.i_am_alive_time AS IAmAliveTime, v.version AS Version
    FROM cluster_versions v
    LEFT JOIN cluster_members m
      ON m.deployment_id = v.deployment_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    WHERE v.deployment_id = @DeploymentId
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadAllKey', $query$
    SELECT m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName, m.host_name AS HostName,
           m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes, m.start_time AS StartTime,
           m.i_am_alive_time AS IAmAliveTime, v.version AS Version
    FROM cluster_versions v
    LEFT JOIN cluster_members m ON m.deployment_id = v.deployment_id
    WHERE v.deployment_id = @DeploymentId
$query$);

-- For Orleans clients, which this service has none of; the provider asks for the query all the same.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('GatewaysQueryKey', $query$
    SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
    FROM cluster_members
    WHERE deployment_id = @DeploymentId AND status = @Status AND proxy_port > 0
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteMembershipTableEntriesKey', $query$
    WITH members AS (DELETE FROM cluster_members WHERE deployment_id = @DeploymentId)
    DELETE FROM cluster_versions WHERE deployment_id = @DeploymentId
$query$);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM cluster_members
    WHERE deployment_id = @DeploymentId AND status = 6 AND start_time < @IAmAliveTime AND i_am_alive_time < @IAmAliveTime
$query$);

-- One dead member, unless something was heard of it since it was read.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntryKey', $query$
    DELETE FROM cluster_members
    WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
      AND status = 6 AND start_time = @StartTime AND i_am_alive_time = @IAmAliveTime
      AND coalesce(suspect_times, '') = coalesce(@SuspectTimes, '')
$query$);
