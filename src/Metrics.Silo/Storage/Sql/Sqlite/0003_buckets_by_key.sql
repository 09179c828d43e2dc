-- Serves one key over a long time, and the way from key to key, each with its latest bucket first. The primary key serves all
-- keys of a bucket. Both are written when a bucket begins; an update changes no column of either.
CREATE INDEX metric_buckets_by_key ON metric_buckets (metric_id, key, bucket_start DESC);
