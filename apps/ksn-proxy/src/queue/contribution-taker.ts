import type { IncomingMessage } from 'node:http';
import { CONFIRMED_HEADER, PART_HEADER, readReport, readSampleClaim, REPORT_LIMITS } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { askerHeaders, requireEndpointId } from '@pksn/licensing';
import type { Clock, DiskRoom } from '@pksn/runtime';
import { sealedBytes } from '@pksn/samples';
import type { Askers } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import { PROXY_LIMITS } from '../limits';
import type { QueueBook } from './queue-book';
import type { ContributionKind, QueuedSample, QueueEntry } from './queue-entry';
import type { QueueRoom } from './queue-room';
import type { SampleVault } from './sample-vault';

export interface TakerPorts {
  readonly askers: Askers;
  readonly judge: Pick<KeyJudge, 'judge'>;
  readonly book: QueueBook;
  readonly room: QueueRoom;
  readonly vault: SampleVault;
  readonly disk: Pick<DiskRoom, 'claim' | 'release'>;
  readonly clock: Clock;
}

type Sender = Pick<QueueEntry, 'customer' | 'keyHash' | 'judgedAt' | 'endpointId' | 'takenAt'>;

/** What an entry takes beside its content, about. */
const OVERHEAD_BYTES = 768;
/** A file takes whole blocks of the disk. */
const BLOCK_BYTES = 4_096;

/**
 * Takes contributions that wait for the link. What the service would refuse by its form is refused here in the same way; whether the
 * endpoint's user contributes is known to the service alone, which says it when it is delivered.
 */
export class ContributionTaker {
  private readonly uploads = new Map<string, number>();

  constructor(private readonly ports: TakerPorts) {}

  /**
   * Durable when this returns. Faults: those of the key, ENDPOINT_ID_…, STATISTICS_PERSONAL, REQUEST_MALFORMED, REQUEST_TOO_LARGE,
   * REQUEST_UNSUPPORTED_TYPE, QUEUE_FULL, DISK_FULL, DISK_ERROR.
   */
  async statistics(request: IncomingMessage, body: Buffer): Promise<void> {
    const sender = await this.senderOf(request);
    requireType(request, 'application/json');
    if (body.length > REPORT_LIMITS.bodyBytes)
      throw new Fault('REQUEST_TOO_LARGE', `the body is larger than ${String(REPORT_LIMITS.bodyBytes)} bytes`);
    const report = body.toString();
    // Before it is on disk: nothing personal may be.
    readReport(parsed(report), sender.takenAt);
    await this.within('statistics', sender, body.length, (bytes) =>
      this.ports.book.put({ kind: 'statistics', ...sender, bytes, report }),
    );
  }

  /** The same for a file, or a part of one, as it comes. Faults: also SAMPLE_…, UPLOAD_INCOMPLETE, SERVICE_OVERLOADED. */
  async submission(request: IncomingMessage): Promise<{ readonly received: number; readonly sha256: string }> {
    const sender = await this.senderOf(request);
    const headers = {
      confirmed: soleHeader(request, CONFIRMED_HEADER),
      part: soleHeader(request, PART_HEADER),
      contentLength: soleHeader(request, 'content-length'),
    };
    const claim = readSampleClaim(headers);
    requireType(request, 'application/octet-stream');
    const limitBytes = PROXY_LIMITS.queuedFileBytes;
    if (claim.bytes > limitBytes) {
      const detail = `a file, or a part of one, may have ${String(limitBytes)} bytes`;
      throw new Fault('SAMPLE_TOO_LARGE', detail, { facts: { limitBytes } });
    }
    const giveBack = this.slot(sender.customer);
    const { book, vault } = this.ports;
    try {
      const blocks = Math.ceil(sealedBytes(claim.bytes) / BLOCK_BYTES);
      await this.within('submissions', sender, blocks * BLOCK_BYTES, async (bytes) => {
        const id = await vault.take(request, claim);
        const { confirmed, part } = headers;
        const sample: QueuedSample = { id, bytes: claim.bytes, confirmed: confirmed ?? '', part };
        try {
          await book.put({ kind: 'submissions', ...sender, bytes, sample });
        } catch (error) {
          await vault.remove(id);
          throw error;
        }
      });
    } finally {
      giveBack();
    }
    return { received: claim.bytes, sha256: claim.sha256 };
  }

  private async senderOf(request: IncomingMessage): Promise<Sender> {
    const { askers, judge, clock } = this.ports;
    const asker = askers.of(request.rawHeaders);
    const { standing, judgedAt } = await judge.judge(asker);
    // The service knows keys by their hash, and tokens for what is asked alone.
    if (asker.header.name !== 'authorization')
      throw new Fault(
        'SERVICE_UNAVAILABLE',
        'the service is out of reach, and only what comes by a license key is kept for it',
      );
    const endpointId = requireEndpointId(askerHeaders(request.rawHeaders).endpointId);
    return { customer: standing.customer.id, keyHash: asker.keyHash, judgedAt, endpointId, takenAt: clock.now() };
  }

  private async within(
    kind: ContributionKind,
    { customer }: Sender,
    content: number,
    put: (bytes: number) => Promise<void>,
  ): Promise<void> {
    const { room, book, disk } = this.ports;
    const wanted = { kind, customer, bytes: content + OVERHEAD_BYTES };
    room.reserve(book.lanes, wanted);
    try {
      await disk.claim(wanted, wanted.bytes);
      await put(wanted.bytes);
    } finally {
      disk.release(wanted);
      room.release(wanted);
    }
  }

  /** Fault: SERVICE_OVERLOADED. */
  private slot(customer: string): () => void {
    const { uploads } = this;
    const own = uploads.get(customer) ?? 0;
    const all = [...uploads.values()].reduce((sum, one) => sum + one, 0);
    if (all >= PROXY_LIMITS.queuedUploads || own >= PROXY_LIMITS.queuedUploadsOfOne)
      throw new Fault('SERVICE_OVERLOADED', 'too many files are being sent at once', {
        facts: { retryAfterSeconds: 5 },
      });
    uploads.set(customer, own + 1);
    return () => {
      const left = (uploads.get(customer) ?? 1) - 1;
      if (left > 0) uploads.set(customer, left);
      else uploads.delete(customer);
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('REQUEST_MALFORMED', 'the body is not JSON');
  }
}

function requireType({ headers }: IncomingMessage, type: string): void {
  const [given = ''] = (headers['content-type'] ?? '').split(';');
  if (given.trim().toLowerCase() !== type) throw new Fault('REQUEST_UNSUPPORTED_TYPE', `it is sent as ${type}`);
}

/** Fault: REQUEST_MALFORMED for a header that was sent twice. */
function soleHeader({ rawHeaders }: IncomingMessage, name: string): string | null {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
  if (values.length > 1) throw new Fault('REQUEST_MALFORMED', `the header ${name} was sent twice`);
  return values[0] ?? null;
}
