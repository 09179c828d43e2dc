-- The keys of each metric, so that a new one is known as new, and how many there are. unused_since is the time from which on
-- it is not known that the key has values: it is about to get its first, or a deletion may have taken its last. Keys that are
-- found without values long after that are removed, and make room for others; NULL where the key has values.
CREATE TABLE metric_keys
(
    metric_id    bigint      NOT NULL,
    key          text        COLLATE "C" NOT NULL,
    unused_since timestamptz NULL,
    PRIMARY KEY (metric_id, key)
);

CREATE INDEX metric_keys_unused_since ON metric_keys (unused_since) WHERE unused_since IS NOT NULL;

-- How many rows the metric has in metric_keys. Both change together, under a lock of the metric.
CREATE TABLE metric_key_counts
(
    metric_id bigint NOT NULL PRIMARY KEY,
    count     bigint NOT NULL
);

-- The keys that were there before this script. A metric that is not keyed has the empty one, which is none.
INSERT INTO metric_keys (metric_id, key) SELECT DISTINCT metric_id, key FROM metric_buckets WHERE key <> '';
INSERT INTO metric_key_counts (metric_id, count) SELECT metric_id, count(*) FROM metric_keys GROUP BY metric_id;
