import type { ObjectError, WireObject } from '@pksn/contract';
import { QUERY_LIMITS } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { KeyName } from '../keys/key-name';
import { ENDPOINT_LIMITS } from '../limits';
import type { ServiceAnswer, ServiceRequest } from '../transport/service-caller';
import type { ServiceVerdict } from './endpoint-answer';
import { readBulk, readSingle } from './read-verdicts';

export interface Verdicts {
  /** In the order asked. */
  readonly results: readonly (ServiceVerdict | ObjectError)[];
  readonly key: KeyName | null;
}

/** Sends one request that its caller may repeat. */
export type Ask = (
  request: Pick<ServiceRequest, 'method' | 'path' | 'json' | 'check' | 'weight' | 'signal' | 'until'>,
) => Promise<ServiceAnswer>;

interface Bounds {
  readonly signal: AbortSignal;
  readonly until: number;
}

/** Asks about one object by its own route, which a busy service answers for longest. */
export async function askSingle(ask: Ask, object: WireObject, bounds: Bounds): Promise<Verdicts> {
  try {
    let results: Verdicts['results'] = [];
    const check = (body: unknown): void => void (results = [readSingle(body)]);
    const { key } = await ask({ method: 'GET', path: pathOf(object), check, weight: 'single', ...bounds });
    return { results, key };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'OBJECT_MALFORMED') throw error;
    return { results: [{ error: { code: error.code, detail: error.detail } }], key: null };
  }
}

/** Asks about up to 1,000 objects at once. */
export async function askBulk(ask: Ask, objects: readonly WireObject[], bounds: Bounds): Promise<Verdicts> {
  let results: Verdicts['results'] = [];
  const check = (body: unknown): void => void (results = readBulk(body, objects.length));
  const { key } = await ask({
    method: 'POST',
    path: '/v1/lookup',
    json: { objects },
    check,
    weight: 'bulk',
    ...bounds,
  });
  return { results, key };
}

/** Cuts a list so that each part is one bulk request within the limits of the contract. */
export function bulksOf<T extends { readonly object: WireObject }>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item.object)) + 1;
    if (part.length === QUERY_LIMITS.bulkObjects || (part.length > 0 && bytes + size > ENDPOINT_LIMITS.bulkBodyBytes)) {
      parts.push(part);
      [part, bytes] = [[], 0];
    }
    part.push(item);
    bytes += size;
  }
  return part.length === 0 ? parts : [...parts, part];
}

function pathOf({ file, url, domain, ip, certificate, software }: WireObject): string {
  const part = encodeURIComponent;
  if (file !== undefined) return `/v1/files/${part(file)}`;
  if (url !== undefined) return `/v1/urls?url=${part(url)}`;
  if (domain !== undefined) return `/v1/domains/${part(domain)}`;
  if (ip !== undefined) return `/v1/ips/${part(ip)}`;
  if (certificate !== undefined) return `/v1/certificates/${part(certificate)}`;
  if (software === undefined) throw new Fault('OBJECT_MALFORMED', 'the object names no kind');
  const { vendor, product, version } = software;
  const ofVersion = version === undefined || version === null ? '' : `&version=${part(version)}`;
  return `/v1/software?vendor=${part(vendor)}&product=${part(product)}${ofVersion}`;
}
