import { Fault } from '@pksn/domain';

/** Headers of `POST /v1/proxy/deliveries/…`, in place of the license key. */
export const DELIVERY_HEADERS = {
  /** SHA-256 of the license key in its canonical spelling, lower-case hexadecimal. */
  licenseHash: 'pksn-license-hash',
  /** When the service last called the key good before the proxy took the contribution; ISO 8601, UTC. */
  judged: 'pksn-judged',
  /** `QUEUE/NUMBER`: which queue, by its 128 random bits in hexadecimal, and which entry of it. */
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
}

/** `delivered`: the highest number of the queue that is in force; at least that of the request. */
export const DELIVERY_ANSWER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['delivered'],
  properties: {
    delivered: { type: 'integer', description: 'The highest number of this queue that was taken, this time or before' },
  },
} as const;

/** Body of the answer 202 to a contribution that a proxy took to hand it in later. */
export const QUEUED_ANSWER = { queued: true } as const;

const HASH = /^[0-9a-f]{64}$/;
const DELIVERY = /^([0-9a-f]{32})\/([1-9]\d{0,14})$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function deliveryHeaders({ licenseHash, judgedAt, queueId, number }: DeliveryClaim): Record<string, string> {
  return {
    [DELIVERY_HEADERS.licenseHash]: licenseHash,
    [DELIVERY_HEADERS.judged]: new Date(judgedAt).toISOString(),
    [DELIVERY_HEADERS.delivery]: `${queueId}/${String(number)}`,
  };
}

/** Reads headers as Node joins them: one that was sent twice is of no right form. Fault: REQUEST_MALFORMED. */
export function readDelivery(headers: Readonly<Record<string, string | string[] | undefined>>): DeliveryClaim {
  const licenseHash = read(headers, DELIVERY_HEADERS.licenseHash, HASH)[0];
  const judgedAt = Date.parse(read(headers, DELIVERY_HEADERS.judged, INSTANT)[0]);
  if (Number.isNaN(judgedAt)) throw malformed(DELIVERY_HEADERS.judged);
  const [, queueId = '', number] = read(headers, DELIVERY_HEADERS.delivery, DELIVERY);
  return { licenseHash, judgedAt, queueId, number: Number(number) };
}

/** The number that an answer names; null: it is no answer of this form. */
export function readDelivered(text: string): number | null {
  try {
    const { delivered } = JSON.parse(text) as { delivered?: unknown };
    return Number.isSafeInteger(delivered) && Number(delivered) > 0 ? Number(delivered) : null;
  } catch {
    return null;
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
