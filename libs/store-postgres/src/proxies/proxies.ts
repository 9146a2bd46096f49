import { randomUUID } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { requireCustomer } from '../customers';
import { LOCKS, lockInTransaction } from '../locks';
import { bumpRegistry } from '../registry-revision';
import { addCertificate, revokeCertificate } from './proxy-certificates';
import type { NewCertificate } from './proxy-certificates';
import { findProxy, selectProxies } from './proxy-rows';
import type { RegisteredProxy, SetValues } from './proxy-rows';

export interface ProxyFilter {
  readonly customerId: string | null;
  /** Whether revoked ones are listed, too. */
  readonly withRevoked: boolean;
  /** Name and id of the last of the page before; null: the first page. */
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

export interface ProxyDefaults {
  readonly settings: SetValues;
  readonly revision: number;
}

/** Proxies of sites, as the provider's people register and steer them. A proxy is named by its id or its name. */
export class Proxies {
  constructor(private readonly source: DataSource) {}

  /** A page by name. */
  list({ customerId, withRevoked, after, limit }: ProxyFilter): Promise<RegisteredProxy[]> {
    return selectProxies(
      this.source.manager,
      `($1::text IS NULL OR p.customer_id = $1) AND ($2 OR p.revoked_at IS NULL)
       AND ($3::text IS NULL OR (p.name, p.id::text) > ($3, $4)) ORDER BY p.name, p.id::text LIMIT $5`,
      [customerId, withRevoked, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** Fault: NOT_FOUND. */
  one(name: string): Promise<RegisteredProxy> {
    return findProxy(this.source.manager, name);
  }

  /** Faults: NOT_FOUND for the customer; PROXY_CONFLICT for a name or a certificate that is taken, or one that has expired. */
  enroll(
    order: { readonly name: string; readonly customerId: string | null; readonly certificate: NewCertificate },
    actor: string,
  ): Promise<RegisteredProxy> {
    const { name, customerId, certificate } = order;
    return this.locked(async (manager) => {
      if (customerId !== null) await requireCustomer(manager, customerId);
      const id = randomUUID();
      const [made] = (await manager.query(
        `INSERT INTO proxy (id, name, customer_id, enrolled_at, enrolled_by) VALUES ($1, $2, $3, judged_now(), $4)
         ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING RETURNING id`,
        [id, name, customerId, actor],
      )) as unknown[];
      if (made === undefined) throw new Fault('PROXY_CONFLICT', `there is a proxy ${name} already`);
      await addCertificate(manager, { id, name }, certificate);
      const detail = { id, customer: customerId, certificate: certificate.fingerprint };
      await recordAudit(manager, { actor, action: 'proxy.enrolled', subject: name, detail });
      return findProxy(manager, id);
    });
  }

  /** A further certificate by which it is known: renewal. Faults: NOT_FOUND, PROXY_CONFLICT. */
  addCertificate(proxy: string, certificate: NewCertificate, actor: string): Promise<RegisteredProxy> {
    return this.locked(async (manager) => {
      const { id, name, revokedAt } = await findProxy(manager, proxy);
      if (revokedAt !== null) throw new Fault('PROXY_CONFLICT', `the proxy ${name} was revoked`);
      await addCertificate(manager, { id, name }, certificate);
      const detail = { id, certificate: certificate.fingerprint };
      await recordAudit(manager, { actor, action: 'proxy.certificate-added', subject: name, detail });
      return findProxy(manager, id);
    });
  }

  /** Voids one certificate for good; doing it twice changes nothing more. Fault: NOT_FOUND. */
  revokeCertificate(proxy: string, fingerprint: string, actor: string): Promise<void> {
    return this.locked(async (manager) => {
      const { id, name } = await findProxy(manager, proxy);
      if (!(await revokeCertificate(manager, { id, name }, fingerprint))) return;
      const detail = { id, certificate: fingerprint };
      await recordAudit(manager, { actor, action: 'proxy.certificate-revoked', subject: name, detail });
      await bumpRegistry(manager);
    });
  }

  /** Voids a proxy with all its certificates for good; its name is free again. Fault: NOT_FOUND. */
  revoke(proxy: string, actor: string): Promise<void> {
    return this.locked(async (manager) => {
      const { id, name, revokedAt } = await findProxy(manager, proxy);
      if (revokedAt !== null) return;
      await manager.query('UPDATE proxy SET revoked_at = judged_now() WHERE id = $1', [id]);
      await recordAudit(manager, { actor, action: 'proxy.revoked', subject: name, detail: { id } });
      await bumpRegistry(manager);
    });
  }

  /** What is set for all proxies. */
  defaults(): Promise<ProxyDefaults> {
    return defaultsOf(this.source.manager);
  }

  /** Takes the place of what was set. Fault: PROXY_CONFLICT, when it is not of `revision` any more; null: whatever was set. */
  setDefaults(settings: SetValues, revision: number | null, actor: string): Promise<ProxyDefaults> {
    return this.locked(async (manager) => {
      const before = await defaultsOf(manager);
      requireRevision(before.revision, revision);
      await manager.query('UPDATE proxy_defaults SET settings = $1, revision = revision + 1', [settings]);
      await recordAudit(manager, {
        actor,
        action: 'proxy.defaults-set',
        subject: 'proxies',
        detail: { before: before.settings, after: settings },
      });
      await bumpRegistry(manager);
      return defaultsOf(manager);
    });
  }

  /** The same of one proxy's own. Faults: also NOT_FOUND; PROXY_CONFLICT, too, for one that was revoked. */
  setOwn(proxy: string, settings: SetValues, revision: number | null, actor: string): Promise<RegisteredProxy> {
    return this.locked(async (manager) => {
      const { id, name, settings: before, settingsRevision, revokedAt } = await findProxy(manager, proxy);
      if (revokedAt !== null) throw new Fault('PROXY_CONFLICT', `the proxy ${name} was revoked`);
      requireRevision(settingsRevision, revision);
      await manager.query('UPDATE proxy SET settings = $2, settings_revision = settings_revision + 1 WHERE id = $1', [
        id,
        settings,
      ]);
      await recordAudit(manager, {
        actor,
        action: 'proxy.settings-set',
        subject: name,
        detail: { id, before, after: settings },
      });
      await bumpRegistry(manager);
      return findProxy(manager, id);
    });
  }

  private locked<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      return work(manager);
    });
  }
}

async function defaultsOf(manager: EntityManager): Promise<ProxyDefaults> {
  const [row] = (await manager.query('SELECT settings, revision::int AS revision FROM proxy_defaults')) as [
    ProxyDefaults,
  ];
  return row;
}

function requireRevision(is: number, asked: number | null): void {
  if (asked !== null && asked !== is)
    throw new Fault(
      'PROXY_CONFLICT',
      'somebody else changed these settings meanwhile; look at them, and set them again',
    );
}
