import { DeleteObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';

const DAY_MS = 86_400_000;

/**
 * Deletes what a crash left under the prefix, older than a day: another process may be uploading there now. Parts of uploads that were never
 * completed are the bucket's to expire (lifecycle rule `AbortIncompleteMultipartUpload`): listing them needs rights that few grant.
 */
export async function sweepIncoming(client: S3Client, bucket: string, prefix: string, now = new Date()): Promise<void> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key, LastModified } of page.Contents ?? []) {
      const old = LastModified !== undefined && now.getTime() - LastModified.getTime() > DAY_MS;
      if (old) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    }
  }
}
