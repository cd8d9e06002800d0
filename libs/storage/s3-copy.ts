import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';

/** What S3 copies in one request (CopyObject: 5 GB). */
const COPY_LIMIT_BYTES = 5_000_000_000;
const PART_BYTES = 1024 ** 3;

/** Copies within the bucket, on the server's side, in parts where the object is too large for one request. */
export async function copyObject(
  client: S3Client,
  bucket: string,
  from: string,
  to: string,
  bytes: number,
  partBytes = PART_BYTES,
): Promise<void> {
  const target = { Bucket: bucket, Key: to };
  const source = { CopySource: `/${bucket}/${from.split('/').map(encodeURIComponent).join('/')}` };
  if (bytes <= Math.min(COPY_LIMIT_BYTES, 5 * partBytes)) {
    await client.send(new CopyObjectCommand({ ...target, ...source }));
    return;
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  try {
    const Parts: CompletedPart[] = [];
    for (let first = 0; first < bytes; first += partBytes) {
      const PartNumber = Parts.length + 1;
      const CopySourceRange = `bytes=${first}-${Math.min(first + partBytes, bytes) - 1}`;
      const copied = await client.send(new UploadPartCopyCommand({ ...target, ...source, UploadId, PartNumber, CopySourceRange }));
      Parts.push({ PartNumber, ETag: copied.CopyPartResult?.ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
    throw error;
  }
}
