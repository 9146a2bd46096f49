import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';

export interface NewCertificate {
  /** SHA-256 (DER), 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  readonly expiresAt: Date;
}

interface Owner {
  readonly id: string;
  readonly name: string;
}

/** By so many certificates a proxy may be known at once: the one before and its successor. */
const GOOD_AT_ONCE = 2;
/** Of those that are revoked or have expired this many are kept, so that they are told apart from unknown ones. */
const SPENT_KEPT = 20;

/** Fault: PROXY_CONFLICT. */
export async function addCertificate(manager: EntityManager, { id, name }: Owner, one: NewCertificate): Promise<void> {
  const [{ good, isOver }] = (await manager.query(
    `SELECT (SELECT count(*)::int FROM proxy_certificate
       WHERE proxy_id = $1 AND revoked_at IS NULL AND expires_at > judged_now()) AS good,
       $2::timestamptz <= judged_now() AS "isOver"`,
    [id, one.expiresAt],
  )) as [{ good: number; isOver: boolean }];
  if (isOver) throw new Fault('PROXY_CONFLICT', 'the certificate has expired');
  if (good >= GOOD_AT_ONCE)
    throw new Fault(
      'PROXY_CONFLICT',
      `the proxy ${name} has ${String(good)} good certificates: revoke one that is not in use`,
    );
  const [made] = (await manager.query(
    `INSERT INTO proxy_certificate (fingerprint, proxy_id, expires_at, added_at) VALUES (decode($1, 'hex'), $2, $3, clock_timestamp())
     ON CONFLICT DO NOTHING RETURNING 1`,
    [one.fingerprint, id, one.expiresAt],
  )) as unknown[];
  if (made === undefined) throw new Fault('PROXY_CONFLICT', 'the certificate is, or was, that of a proxy already');
  await manager.query(
    `DELETE FROM proxy_certificate WHERE fingerprint IN (
       SELECT fingerprint FROM proxy_certificate WHERE proxy_id = $1 AND (revoked_at IS NOT NULL OR expires_at <= judged_now())
       ORDER BY added_at DESC OFFSET $2)`,
    [id, SPENT_KEPT],
  );
}

/** False: it was revoked before. Fault: NOT_FOUND. */
export async function revokeCertificate(
  manager: EntityManager,
  { id, name }: Owner,
  fingerprint: string,
): Promise<boolean> {
  const [row] = (await manager.query(
    `SELECT revoked_at IS NOT NULL AS "isRevoked" FROM proxy_certificate
     WHERE proxy_id = $1 AND fingerprint = decode($2, 'hex')`,
    [id, fingerprint],
  )) as { isRevoked: boolean }[];
  if (row === undefined) throw new Fault('NOT_FOUND', `the proxy ${name} has no such certificate`);
  if (row.isRevoked) return false;
  await manager.query(`UPDATE proxy_certificate SET revoked_at = judged_now() WHERE fingerprint = decode($1, 'hex')`, [
    fingerprint,
  ]);
  return true;
}
