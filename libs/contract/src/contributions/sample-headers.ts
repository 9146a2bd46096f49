import { Fault } from '@pksn/domain';

/** The SHA-256 of exactly the bytes that a person agreed to send. */
export const CONFIRMED_HEADER = 'pksn-confirmed';
/** `offset=BYTES;total=BYTES;sha256=HEX`: where in which file the bytes stand that are sent. */
export const PART_HEADER = 'pksn-part';

/** The answer, the same for a file that is known and one that is not. */
export const SAMPLE_ANSWER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['received', 'sha256'],
  properties: {
    received: { type: 'integer', description: 'Bytes' },
    sha256: { type: 'string', description: 'Of these bytes' },
  },
} as const;

/** What a sender says of the bytes to come; hashes in lower-case hexadecimal. */
export interface SampleClaim {
  readonly bytes: number;
  readonly sha256: string;
  /** Of the whole file; the same as `sha256` when it comes whole. */
  readonly fileSha256: string;
  readonly firstByte: number;
  readonly totalBytes: number;
  readonly isWhole: boolean;
}

const SHA256 = /^[0-9a-f]{64}$/;
const PART = /^offset=(0|[1-9]\d{0,14});total=([1-9]\d{0,14});sha256=([0-9a-f]{64})$/;
const LENGTH = /^[1-9]\d{0,14}$/;

/**
 * Reads the headers of `POST /v1/submissions`, each as it was sent or null. Faults: SAMPLE_UNCONFIRMED; REQUEST_MALFORMED for a length
 * that is not declared, and for a part that is none.
 */
export function readSampleClaim(headers: {
  readonly confirmed: string | null;
  readonly part: string | null;
  readonly contentLength: string | null;
}): SampleClaim {
  const { confirmed, part, contentLength } = headers;
  if (confirmed === null)
    throw new Fault('SAMPLE_UNCONFIRMED', 'the header PKSN-Confirmed is missing, or was sent twice');
  if (!SHA256.test(confirmed))
    throw new Fault('SAMPLE_UNCONFIRMED', 'PKSN-Confirmed is not a SHA-256 in lower-case hexadecimal');
  if (contentLength === null || !LENGTH.test(contentLength))
    throw new Fault('REQUEST_MALFORMED', 'a file is sent with its Content-Length, and has at least one byte');
  const bytes = Number(contentLength);
  if (part === null)
    return { bytes, sha256: confirmed, fileSha256: confirmed, firstByte: 0, totalBytes: bytes, isWhole: true };
  const [, offset, total, fileSha256] = PART.exec(part) ?? [];
  if (fileSha256 === undefined)
    throw new Fault('REQUEST_MALFORMED', 'PKSN-Part has the form offset=BYTES;total=BYTES;sha256=HEX');
  const [firstByte, totalBytes] = [Number(offset), Number(total)];
  if (firstByte + bytes > totalBytes) throw new Fault('REQUEST_MALFORMED', 'the part goes beyond the end of its file');
  const isWhole = bytes === totalBytes;
  if (isWhole !== (fileSha256 === confirmed))
    throw new Fault('REQUEST_MALFORMED', 'a part that is the whole file has its SHA-256, and no other part has');
  return { bytes, sha256: confirmed, fileSha256, firstByte, totalBytes, isWhole };
}
