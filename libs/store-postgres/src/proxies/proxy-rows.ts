import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';

/** What is set, as it was checked before it came here. */
export type SetValues = Readonly<Record<string, unknown>>;

export interface ProxyCertificate {
  /** SHA-256 (DER), 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  readonly addedAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly isGood: boolean;
}

export interface RegisteredProxy {
  readonly id: string;
  readonly name: string;
  /** Null: the provider's own. */
  readonly customerId: string | null;
  readonly enrolledAt: Date;
  readonly enrolledBy: string;
  readonly revokedAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly lastVersion: string | null;
  /** Its own; null: none. */
  readonly settings: SetValues | null;
  readonly settingsRevision: number;
  /** Newest first. */
  readonly certificates: readonly ProxyCertificate[];
}

interface Row extends Omit<RegisteredProxy, 'certificates'> {
  readonly certificates: readonly Readonly<Record<string, unknown>>[];
}

const SELECT = `SELECT p.id, p.name, p.customer_id AS "customerId", p.enrolled_at AS "enrolledAt", p.enrolled_by AS "enrolledBy",
  p.revoked_at AS "revokedAt", p.last_seen_at AS "lastSeenAt", p.last_version AS "lastVersion", p.settings,
  p.settings_revision::int AS "settingsRevision",
  coalesce((SELECT json_agg(json_build_object('fingerprint', encode(c.fingerprint, 'hex'), 'addedAt', c.added_at,
      'expiresAt', c.expires_at, 'revokedAt', c.revoked_at,
      'isGood', p.revoked_at IS NULL AND c.revoked_at IS NULL AND c.expires_at > judged_now())
      ORDER BY c.added_at DESC, c.fingerprint)
    FROM proxy_certificate c WHERE c.proxy_id = p.id), '[]') AS certificates
  FROM proxy p`;

/** `where` is SQL behind WHERE, and what follows it. */
export async function selectProxies(
  manager: EntityManager,
  where: string,
  parameters: readonly unknown[],
): Promise<RegisteredProxy[]> {
  const rows = (await manager.query(`${SELECT} WHERE ${where}`, [...parameters])) as Row[];
  return rows.map((row) => ({ ...row, certificates: row.certificates.map(certificateOf) }));
}

/** By id, or by the name that it has while it is not revoked. Fault: NOT_FOUND. */
export async function findProxy(manager: EntityManager, name: string): Promise<RegisteredProxy> {
  const [found] = await selectProxies(
    manager,
    'p.id::text = lower($1) OR p.name = $1 ORDER BY p.revoked_at IS NULL DESC, p.enrolled_at DESC LIMIT 1',
    [name],
  );
  if (found === undefined) throw new Fault('NOT_FOUND', `there is no proxy ${name}`);
  return found;
}

function certificateOf(json: Readonly<Record<string, unknown>>): ProxyCertificate {
  const { fingerprint, addedAt, expiresAt, revokedAt, isGood } = json as Record<string, string>;
  return {
    fingerprint: fingerprint as string,
    addedAt: new Date(addedAt as string),
    expiresAt: new Date(expiresAt as string),
    revokedAt: revokedAt == null ? null : new Date(revokedAt),
    isGood: Boolean(isGood),
  };
}
