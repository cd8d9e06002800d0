import { createHash } from 'node:crypto';

/** SHA-256 (FIPS 180-4) as 32 bytes. Text is taken as UTF-8. */
export const sha256 = (content: Uint8Array | string): Buffer => createHash('sha256').update(content).digest();

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256Hex = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');
