import type { ObjectError, WireObject } from '@pksn/contract';
import { QUERY_LIMITS } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import type { ObjectIdentity } from '@pksn/endpoint-client';
import { identityOf } from '@pksn/endpoint-client';

/** One object that somebody asks about. */
export interface AskedObject {
  readonly wire: WireObject;
  readonly type: ObjectType;
  readonly identity: ObjectIdentity;
}

const TYPES: readonly ObjectType[] = ['file', 'url', 'domain', 'ip', 'certificate', 'software'];

/** Fault: OBJECT_MALFORMED, as the service would answer. */
export function askedObject(wire: WireObject): AskedObject {
  const type = TYPES.find((one) => wire[one] !== undefined);
  if (type === undefined) throw new Fault('OBJECT_MALFORMED', 'the object names none of the known kinds');
  if (wire.software !== undefined) requireSoftware(wire.software);
  return { wire, type, identity: identityOf(wire) };
}

/** The same inside a bulk, where a malformed object has its slot. */
export function askedSlot(wire: WireObject): AskedObject | ObjectError {
  try {
    return askedObject(wire);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { error: { code: error.code, detail: error.detail } };
  }
}

function requireSoftware({ vendor, product, version }: NonNullable<WireObject['software']>): void {
  const isLong = [vendor, product, version ?? ''].some((part) => part.length > QUERY_LIMITS.softwarePartChars);
  if (isLong || product.trim() === '')
    throw new Fault('OBJECT_MALFORMED', 'software needs a product, and parts of at most 256 characters');
}

/**
 * The object that a single lookup's target asks for; null: it is none, or of a form that the service judges.
 * Throws URIError for an escape that is none.
 */
export function wireOfTarget(target: string): WireObject | null {
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const query = queryAt < 0 ? null : new URLSearchParams(target.slice(queryAt + 1));
  const [, version, kind, name, ...more] = path.split('/');
  if (version !== 'v1' || more.length > 0) return null;
  if (kind === 'urls' && name === undefined) return ofQuery(query, ['url'], []) as WireObject | null;
  if (kind === 'software' && name === undefined) {
    const software = ofQuery(query, ['vendor', 'product'], ['version']);
    return software === null ? null : ({ software } as unknown as WireObject);
  }
  if (query !== null || name === undefined || name === '') return null;
  const text = decodeURIComponent(name);
  if (kind === 'files') return { file: text };
  if (kind === 'domains') return { domain: text };
  if (kind === 'ips') return { ip: text };
  return kind === 'certificates' ? { certificate: text } : null;
}

/** Each name once at most, and no others. */
function ofQuery(
  query: URLSearchParams | null,
  required: readonly string[],
  optional: readonly string[],
): Readonly<Record<string, string>> | null {
  if (query === null) return null;
  const found: Record<string, string> = {};
  for (const [name, value] of query) {
    if (name in found || !(required.includes(name) || optional.includes(name))) return null;
    found[name] = value;
  }
  return required.every((name) => name in found) ? found : null;
}

/** The objects of a bulk's body; null: the service is to judge it. */
export function wiresOfBody(body: Buffer): readonly WireObject[] | null {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'objects') return null;
  const { objects } = value as { objects: unknown };
  if (!Array.isArray(objects) || objects.length > QUERY_LIMITS.bulkObjects) return null;
  return objects.every(isWire) ? (objects as WireObject[]) : null;
}

function isWire(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [[kind, one] = ['', undefined], ...more] = Object.entries(value);
  if (more.length > 0) return false;
  if (kind !== 'software') return typeof one === 'string' && TYPES.includes(kind as ObjectType);
  if (typeof one !== 'object' || one === null) return false;
  const { vendor, product, version, ...rest } = one as Record<string, unknown>;
  const isVersion = version === undefined || version === null || typeof version === 'string';
  return typeof vendor === 'string' && typeof product === 'string' && isVersion && Object.keys(rest).length === 0;
}
