import { Fault } from '@pksn/domain';

/** What is announced of a file before its first byte. */
export interface UploadOrder {
  readonly sizeBytes: number;
  /** Of the whole file, in lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly fileName: string;
  readonly hold: boolean;
}

const METADATA_CHARS = 4_096;

/** A count of bytes in a header. Fault: REQUEST_MALFORMED. */
export function byteCount(value: string | undefined, header: string): number {
  if (value !== undefined && /^\d{1,15}$/.test(value)) return Number(value);
  throw new Fault('REQUEST_MALFORMED', `the header ${header} must be a number of bytes`);
}

/** Upload-Length and Upload-Metadata (tus 1.0.0, Creation), with the keys sha256, filename and hold. */
export function uploadOrder(length: string | undefined, metadata: string | undefined): UploadOrder {
  const sizeBytes = byteCount(length, 'Upload-Length');
  if (sizeBytes === 0) throw new Fault('UPLOAD_INCOMPLETE', 'an empty file is no package');
  const facts = metadataOf(metadata ?? '');
  const sha256 = (facts.get('sha256') ?? '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new Fault('REQUEST_MALFORMED', 'Upload-Metadata must name the sha256 of the whole file, in hexadecimal');
  return { sizeBytes, sha256, fileName: facts.get('filename') ?? 'upload.rpk', hold: facts.get('hold') === 'true' };
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
