-- One row is one running aggregate: a key of a metric in one time bucket. Columns that the metric's
-- aggregation type does not need are NULL. Decimals are text, since SQLite's own numbers would round them.
-- bucket_start is Unix seconds, updated_at Unix milliseconds. Each write gives the row a version that it
-- never had, by which two writers of one aggregate notice each other.
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

-- What repetitions of a request with an Idempotency-Key are recognised by. A receipt is written in the transaction
-- that writes its bucket, so that both are there or neither.
CREATE TABLE bucket_receipts
(
    metric_id       INTEGER NOT NULL,
    bucket_start    INTEGER NOT NULL,
    key             TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    value           TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (metric_id, bucket_start, key, idempotency_key)
) WITHOUT ROWID;

CREATE INDEX bucket_receipts_created_at ON bucket_receipts (created_at);

-- The first request of each Idempotency-Key of a metric: its body, as a digest, and its time, in Unix milliseconds.
CREATE TABLE idempotent_requests
(
    metric_id       INTEGER NOT NULL,
    idempotency_key TEXT    NOT NULL,
    body_hash       TEXT    NOT NULL,
    received_at     INTEGER NOT NULL,
    PRIMARY KEY (metric_id, idempotency_key)
) WITHOUT ROWID;

CREATE INDEX idempotent_requests_received_at ON idempotent_requests (received_at);
