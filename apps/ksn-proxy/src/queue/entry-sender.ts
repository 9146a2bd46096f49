import { CONFIRMED_HEADER, deliveryHeaders, isOfForeignLicense, PART_HEADER, readDelivered } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import type { Head } from './queue-book';
import { entryDigest } from './queue-entry';
import type { Lane, QueueEntry } from './queue-entry';
import type { SampleVault } from './sample-vault';

/** What the service made of an entry; `why` is a code. */
export type Answered =
  | { readonly what: 'delivered' }
  /** The service has taken later numbers than this one, or another entry under it: the queue on disk is an older one, or a copy. */
  | { readonly what: 'ahead' }
  | { readonly what: 'refused'; readonly why: string }
  | { readonly what: 'lost'; readonly why: string }
  /** `isOwn`: it concerns this lane alone; all others may go on. */
  | { readonly what: 'later'; readonly why: string; readonly isOwn: boolean; readonly afterMs: number | null };

const PATIENCE_MS = 30_000;
/** What is wrong now, and not with what is sent. */
const PASSING = new Set(['UPLOAD_INCOMPLETE', 'REQUEST_TIMEOUT', 'ROUTE_NOT_FOUND', 'LICENSE_KEY_MISSING']);

/** Hands one entry to the service, or to the proxy above, over the proxy's own client certificate. */
export class EntrySender {
  constructor(
    private readonly upstream: Upstream,
    private readonly vault: SampleVault,
  ) {}

  async send(lane: Lane, { number, entry }: Head): Promise<Answered> {
    if (entry === null) return { what: 'lost', why: 'ENTRY_DAMAGED' };
    let answer: UpstreamAnswer;
    try {
      answer = await this.exchange(lane, number, entry);
    } catch (error) {
      return failed(error);
    }
    if (answer.status !== 200) return this.refused(answer);
    const last = readDelivered(answer.body.toString());
    if (last === null || last.delivered < number) {
      return failed(this.upstream.garbage(new Error('the answer is none to a delivery')));
    }
    const isThis = last.delivered === number && last.entry === entryDigest(entry);
    return { what: isThis ? 'delivered' : 'ahead' };
  }

  private exchange(lane: Lane, number: number, entry: QueueEntry): Promise<UpstreamAnswer> {
    const { kind, keyHash, judgedAt, endpointId, report = '', sample } = entry;
    const claim = { licenseHash: keyHash, judgedAt, queueId: lane.id, number, entry: entryDigest(entry) };
    const call = { method: 'POST', timeoutMs: PATIENCE_MS, isProbe: true, path: `/v1/proxy/deliveries/${kind}` };
    const headers = { accept: 'application/json', 'pksn-endpoint': endpointId, ...deliveryHeaders(claim) };
    if (sample === undefined) {
      const body = Buffer.from(report);
      return this.upstream.send({ ...call, headers: { ...headers, 'content-type': 'application/json' }, body });
    }
    const file = {
      'content-type': 'application/octet-stream',
      'content-length': String(sample.bytes),
      [CONFIRMED_HEADER]: sample.confirmed,
      ...(sample.part === null ? {} : { [PART_HEADER]: sample.part }),
    };
    return this.upstream.send({ ...call, headers: { ...headers, ...file }, body: this.vault.open(sample.id) });
  }

  private refused(answer: UpstreamAnswer): Answered {
    const refusal = UpstreamRefusal.of(answer);
    if (!refusal.isWorded) return failed(this.upstream.garbage(refusal));
    const { code: why } = refusal;
    const { status, headers } = answer;
    const seconds = Number(headers['retry-after']);
    const afterMs = Number.isSafeInteger(seconds) ? seconds * 1_000 : null;
    if (isOfForeignLicense(answer.body.toString())) return { what: 'refused', why };
    const isOwn = status === 429 || status === 507 || why === 'DISK_FULL';
    const isFinal = status >= 400 && status < 500 && !isOwn && !PASSING.has(why) && !why.startsWith('PROXY_');
    return isFinal ? { what: 'refused', why } : { what: 'later', why, isOwn, afterMs };
  }
}

/** No answer; or the entry's own file cannot be read: for good where it is gone, or is not what was sealed. */
function failed(error: unknown): Answered {
  const { code: why, cause } = Fault.from(error);
  const disk = errorCode(cause);
  if (why === 'SAMPLE_DAMAGED' && disk !== '' && disk !== 'ENOENT')
    return { what: 'later', why: 'DISK_ERROR', isOwn: true, afterMs: null };
  const isLost = why === 'SAMPLE_DAMAGED' || why === 'SAMPLE_KEY';
  return isLost ? { what: 'lost', why } : { what: 'later', why, isOwn: false, afterMs: null };
}
