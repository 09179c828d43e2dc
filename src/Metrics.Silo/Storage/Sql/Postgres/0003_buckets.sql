-- One row is one running aggregate: a key of a metric in one time bucket. Columns that the metric's
-- aggregation type does not need are NULL. Each write gives the row a version that it never had, by which
-- two writers of one aggregate notice each other; batch_id says which commit wrote it last, so that a commit
-- whose answer was lost can be recognised. Keys compare by their bytes, never by a language.
-- An update changes no indexed column, so a little room in each page keeps it there, without touching the index.
CREATE TABLE metric_buckets
(
    metric_id    bigint      NOT NULL,
    bucket_start timestamptz NOT NULL,
    key          text        COLLATE "C" NOT NULL,
    count        bigint      NOT NULL,
    sum          numeric     NULL,
    weight       numeric     NULL,
    weighted_sum numeric     NULL,
    min          numeric     NULL,
    max          numeric     NULL,
    first        numeric     NULL,
    last         numeric     NULL,
    version      bigint      NOT NULL CHECK (version > 0),
    batch_id     uuid        NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (metric_id, bucket_start, key)
) WITH (fillfactor = 85);

-- Ids are never used again, so a row here is final: no aggregate of that metric is ever written after it.
CREATE TABLE deleted_metrics
(
    metric_id  bigint      NOT NULL PRIMARY KEY,
    deleted_at timestamptz NOT NULL
);

-- What repetitions of a request with an Idempotency-Key are recognised by. A receipt is written in the transaction
-- that writes its bucket, so that both are there or neither.
CREATE TABLE bucket_receipts
(
    metric_id       bigint      NOT NULL,
    bucket_start    timestamptz NOT NULL,
    key             text        COLLATE "C" NOT NULL,
    idempotency_key text        COLLATE "C" NOT NULL,
    value           numeric     NOT NULL,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (metric_id, bucket_start, key, idempotency_key)
);

CREATE INDEX bucket_receipts_created_at ON bucket_receipts (created_at);

-- The first request of each Idempotency-Key of a metric: its body, as a digest, and its time.
CREATE TABLE idempotent_requests
(
    metric_id       bigint      NOT NULL,
    idempotency_key text        COLLATE "C" NOT NULL,
    body_hash       text        NOT NULL,
    received_at     timestamptz NOT NULL,
    PRIMARY KEY (metric_id, idempotency_key)
);

CREATE INDEX idempotent_requests_received_at ON idempotent_requests (received_at);
