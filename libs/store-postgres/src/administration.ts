import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource } from 'typeorm';
import { recordAudit } from './audit-log';
import { requireCustomer } from './customers';
import { openDatabase } from './data-source';
import { bumpRegistry } from './registry-revision';

export interface ProviderFacts {
  readonly name: string;
  readonly contacts: readonly string[];
}

export interface TokenHolder {
  readonly id: string;
  readonly role: string;
  readonly label: string;
  /** For the role customer-administrator: the one customer whose objects it may see and change. */
  readonly customerId: string | null;
}

export interface AdminTokenOrder {
  readonly role: string;
  readonly label: string;
  /** Days from now until it expires. */
  readonly days: number;
  /** Only, and always, for the role customer-administrator. */
  readonly customerId: string | null;
}

/** A token as its administrators see it: never itself, nor its hash. */
export interface TokenFacts extends TokenHolder {
  /** Of the context file of an evaluation; void when the service stops. */
  readonly evaluation: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Who runs the service, and which tokens may administer it. */
export class Administration {
  constructor(private readonly source: DataSource) {}

  async provider(): Promise<ProviderFacts> {
    const [row] = (await this.source.query('SELECT name, contacts FROM provider')) as [ProviderFacts];
    return row;
  }

  setProvider(facts: ProviderFacts, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      await manager.query('UPDATE provider SET name = $1, contacts = $2, updated_at = now()', [
        facts.name,
        JSON.stringify(facts.contacts),
      ]);
      await bumpRegistry(manager);
      await recordAudit(manager, {
        actor,
        action: 'provider.set',
        subject: facts.name,
        detail: { contacts: facts.contacts },
      });
    });
  }

  /** The holder of an unexpired token, or null. Tokens are stored as SHA-256 only. */
  async holder(token: string): Promise<TokenHolder | null> {
    const rows = (await this.source.query(
      'SELECT id, role, label, customer_id AS "customerId" FROM admin_token WHERE token_hash = $1 AND expires_at > now()',
      [createHash('sha256').update(token).digest()],
    )) as TokenHolder[];
    return rows[0] ?? null;
  }

  /** A new token, shown once. Fault: NOT_FOUND for a customer that there is not. */
  createToken(order: AdminTokenOrder, actor: string): Promise<{ id: string; token: string }> {
    const { role, label, days, customerId } = order;
    const token = `pksn_${randomBytes(32).toString('base64url')}`;
    return this.source.transaction(async (manager) => {
      if (customerId !== null) await requireCustomer(manager, customerId);
      const [row] = (await manager.query(
        `INSERT INTO admin_token (token_hash, role, label, customer_id, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(days => $5)) RETURNING id`,
        [createHash('sha256').update(token).digest(), role, label, customerId, days],
      )) as [{ id: string }];
      const detail = { role, label, days, ...(customerId === null ? {} : { customer: customerId }) };
      await recordAudit(manager, { actor, action: 'token.created', subject: row.id, detail });
      return { id: row.id, token };
    });
  }

  /** Every token, also those that have expired; oldest first. */
  tokens(): Promise<TokenFacts[]> {
    return this.source.query(
      `SELECT id, role, label, customer_id AS "customerId", evaluation, created_at AS "createdAt", expires_at AS "expiresAt"
       FROM admin_token ORDER BY id`,
    );
  }

  /** Voids a token at once. Fault: NOT_FOUND. */
  revokeToken(id: number, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      const [[row]] = (await manager.query('DELETE FROM admin_token WHERE id = $1 RETURNING role, label', [id])) as [
        { role: string; label: string }[],
        number,
      ];
      if (row === undefined) throw new Fault('NOT_FOUND', `there is no token ${String(id)}`);
      await recordAudit(manager, { actor, action: 'token.revoked', subject: String(id), detail: { ...row } });
    });
  }
}

/** For the embedded default: makes the token of this start valid and voids those of earlier starts. */
export async function registerContextToken(url: string, tokenHash: Buffer): Promise<void> {
  const source = await openDatabase(url, 1);
  try {
    await source.transaction(async (manager) => {
      await manager.query('DELETE FROM admin_token WHERE evaluation');
      await manager.query(
        `INSERT INTO admin_token (token_hash, role, label, evaluation, expires_at)
         VALUES ($1, 'administrator', 'context file', true, now() + interval '1 year')`,
        [tokenHash],
      );
    });
  } finally {
    await source.destroy();
  }
}

/** Voids the context token; called when the embedded default stops. */
export async function clearContextTokens(url: string): Promise<void> {
  const source = await openDatabase(url, 1);
  try {
    await source.query('DELETE FROM admin_token WHERE evaluation');
  } finally {
    await source.destroy();
  }
}
