import { Fault } from '@pksn/domain';

/** Headers of `POST /v1/proxy/deliveries/…`, in place of the license key. */
export const DELIVERY_HEADERS = {
  /** SHA-256 of the license key in its canonical spelling, lower-case hexadecimal. */
  licenseHash: 'pksn-license-hash',
  /** When the service last called the key good before the proxy took the contribution; ISO 8601, UTC. */
  judged: 'pksn-judged',
  /** `QUEUE/NUMBER/ENTRY`: which queue, by its 128 random bits in hexadecimal, and which entry of it, with a digest of that. */
  delivery: 'pksn-delivery',
} as const;

/** What a proxy says of a contribution that it took while it could not hand it on. */
export interface DeliveryClaim {
  readonly licenseHash: string;
  /** Milliseconds since 1970. */
  readonly judgedAt: number;
  readonly queueId: string;
  /** From 1 on, each higher than the one before it. */
  readonly number: number;
  /** Tells it from another entry of the same number: 32 hexadecimal digits. */
  readonly entry: string;
}

/** What was taken last of a queue; `entry` as the proxy said it. */
export interface Delivered {
  readonly delivered: number;
  readonly entry: string | null;
}

/**
 * `delivered`: the highest number of the queue that is in force; at least that of the request. With the number of the request and another
 * `entry`, or with a higher number, it is not the one that was sent: two folders have this queue, and one must go on under another id.
 */
export const DELIVERY_ANSWER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['delivered', 'entry'],
  properties: {
    delivered: { type: 'integer', description: 'The highest number of this queue that was taken, this time or before' },
    entry: { type: 'string', nullable: true, description: 'The digest that the proxy gave of it' },
  },
} as const;

/** Beside `PROXY_CUSTOMER`: what is refused is this entry, for its license is that of another customer than the proxy's; not the proxies. */
export const FOREIGN_LICENSE = { concerns: 'license' } as const;

/** Body of the answer 202 to a contribution that a proxy took to hand it in later. */
export const QUEUED_ANSWER = { queued: true } as const;

const HASH = /^[0-9a-f]{64}$/;
const ENTRY = /^[0-9a-f]{32}$/;
const DELIVERY = /^([0-9a-f]{32})\/([1-9]\d{0,14})\/([0-9a-f]{32})$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function deliveryHeaders({
  licenseHash,
  judgedAt,
  queueId,
  number,
  entry,
}: DeliveryClaim): Record<string, string> {
  return {
    [DELIVERY_HEADERS.licenseHash]: licenseHash,
    [DELIVERY_HEADERS.judged]: new Date(judgedAt).toISOString(),
    [DELIVERY_HEADERS.delivery]: `${queueId}/${String(number)}/${entry}`,
  };
}

/** Reads headers as Node joins them: one that was sent twice is of no right form. Fault: REQUEST_MALFORMED. */
export function readDelivery(headers: Readonly<Record<string, string | string[] | undefined>>): DeliveryClaim {
  const licenseHash = read(headers, DELIVERY_HEADERS.licenseHash, HASH)[0];
  const judgedAt = Date.parse(read(headers, DELIVERY_HEADERS.judged, INSTANT)[0]);
  if (Number.isNaN(judgedAt)) throw malformed(DELIVERY_HEADERS.judged);
  const [, queueId = '', number, entry = ''] = read(headers, DELIVERY_HEADERS.delivery, DELIVERY);
  return { licenseHash, judgedAt, queueId, number: Number(number), entry };
}

/** What an answer names; null: it is no answer of this form. */
export function readDelivered(text: string): Delivered | null {
  try {
    const { delivered, entry } = JSON.parse(text) as { delivered?: unknown; entry?: unknown };
    const isRight = Number.isSafeInteger(delivered) && Number(delivered) > 0 && ENTRY.test(String(entry));
    return isRight ? { delivered: Number(delivered), entry: String(entry) } : null;
  } catch {
    return null;
  }
}

/** Whether a refusal's body says `PROXY_CUSTOMER` of the entry's license; without that word it is of the proxies that handed it on. */
export function isOfForeignLicense(text: string): boolean {
  try {
    const { code, concerns } = JSON.parse(text) as { code?: unknown; concerns?: unknown };
    return code === 'PROXY_CUSTOMER' && concerns === FOREIGN_LICENSE.concerns;
  } catch {
    return false;
  }
}

function read(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
  form: RegExp,
): RegExpExecArray {
  const value = headers[name];
  const found = typeof value === 'string' ? form.exec(value) : null;
  if (found === null) throw malformed(name);
  return found;
}

function malformed(name: string): Fault {
  return new Fault('REQUEST_MALFORMED', `the header ${name} is missing, was sent twice or is of another form`);
}
