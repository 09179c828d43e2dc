-- One row is one running aggregate: a key of a metric in one time bucket. Columns that the metric's
-- aggregation type does not need are NULL. Decimals are text, since SQLite's own numbers would round them.
-- bucket_start is Unix seconds, updated_at Unix milliseconds. version counts the writes of the row and
-- is what makes two writers of one aggregate notice each other.
CREATE TABLE metric_buckets
(
    metric_id    INTEGER NOT NULL,
    bucket_start INTEGER NOT NULL,
    key          TEXT    NOT NULL,
    count        INTEGER NOT NULL,
    sum          TEXT    NULL,
    weight       TEXT    NULL,
    weighted_sum TEXT    NULL,
    min          TEXT    NULL,
    max          TEXT    NULL,
    first        TEXT    NULL,
    last         TEXT    NULL,
    version      INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    PRIMARY KEY (metric_id, bucket_start, key)
) WITHOUT ROWID;

-- Ids are never used again, so a row here is final: no aggregate of that metric is ever written after it.
CREATE TABLE deleted_metrics
(
    metric_id  INTEGER NOT NULL PRIMARY KEY,
    deleted_at INTEGER NOT NULL
);
