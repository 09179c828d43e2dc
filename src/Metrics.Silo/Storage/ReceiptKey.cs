namespace Metrics.Silo.Storage;

/// <summary>Names a receipt.</summary>
/// <param name="Bucket">The bucket that gave it.</param>
/// <param name="IdempotencyKey">The key of the request.</param>
internal readonly record struct ReceiptKey(BucketKey Bucket, string IdempotencyKey);
