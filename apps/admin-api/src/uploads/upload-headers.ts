import { Fault } from '@pksn/domain';

/** What is announced of a file before its first byte. */
export interface UploadOrder {
  readonly sizeBytes: number;
  /** Of the whole file, in lower-case hexadecimal digits; null: not announced, as by a browser, which cannot know it. */
  readonly sha256: string | null;
  readonly fileName: string;
  readonly hold: boolean;
}

const METADATA_CHARS = 4_096;

/** A count of bytes in a header. Fault: REQUEST_MALFORMED. */
export function byteCount(value: string | undefined, header: string): number {
  if (value !== undefined && /^\d{1,15}$/.test(value)) return Number(value);
  throw new Fault('REQUEST_MALFORMED', `the header ${header} must be a number of bytes`);
}

/** Upload-Length and Upload-Metadata (tus 1.0.0, Creation), with the keys sha256, filename and hold, all optional. */
export function uploadOrder(length: string | undefined, metadata: string | undefined): UploadOrder {
  const sizeBytes = byteCount(length, 'Upload-Length');
  if (sizeBytes === 0) throw new Fault('UPLOAD_INCOMPLETE', 'an empty file is no package');
  const facts = metadataOf(metadata ?? '');
  const sha256 = facts.get('sha256')?.toLowerCase() ?? null;
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256))
    throw new Fault('REQUEST_MALFORMED', 'the sha256 of Upload-Metadata must be of the whole file, in hexadecimal');
  return { sizeBytes, sha256, fileName: facts.get('filename') ?? 'upload.rpk', hold: facts.get('hold') === 'true' };
}

/** Upload-Checksum (tus 1.0.0, Checksum), of one part; null: none was sent. Fault: REQUEST_MALFORMED. */
export function partDigest(header: string | undefined): Buffer | null {
  if (header === undefined) return null;
  const [, text = ''] = /^sha256 ([A-Za-z0-9+/]{43}=)$/.exec(header) ?? [];
  if (text !== '') return Buffer.from(text, 'base64');
  throw new Fault(
    'REQUEST_MALFORMED',
    'Upload-Checksum must be "sha256", a space, and the SHA-256 of the part in base64',
  );
}

function metadataOf(header: string): Map<string, string> {
  if (header.length > METADATA_CHARS) throw new Fault('REQUEST_TOO_LARGE', 'Upload-Metadata is too long');
  const facts = new Map<string, string>();
  for (const pair of header.split(',')) {
    const [key = '', value = ''] = pair.trim().split(' ');
    if (!/^[A-Za-z0-9+/=]*$/.test(value))
      throw new Fault('REQUEST_MALFORMED', 'the values of Upload-Metadata are base64');
    if (key !== '') facts.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return facts;
}
