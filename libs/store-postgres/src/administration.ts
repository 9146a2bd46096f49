import { createHash, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { recordAudit } from './audit-log';
import { openDatabase } from './data-source';

export interface ProviderFacts {
  readonly name: string;
  readonly contacts: readonly string[];
}

export interface TokenHolder {
  readonly id: string;
  readonly role: string;
  readonly label: string;
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
      await manager.query('UPDATE installation SET registry_revision = registry_revision + 1');
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
      'SELECT id, role, label FROM admin_token WHERE token_hash = $1 AND expires_at > now()',
      [createHash('sha256').update(token).digest()],
    )) as TokenHolder[];
    return rows[0] ?? null;
  }

  /** A new token, shown once. */
  createToken(role: string, label: string, days: number, actor: string): Promise<{ id: string; token: string }> {
    const token = `pksn_${randomBytes(32).toString('base64url')}`;
    return this.source.transaction(async (manager) => {
      const [row] = (await manager.query(
        `INSERT INTO admin_token (token_hash, role, label, expires_at)
         VALUES ($1, $2, $3, now() + make_interval(days => $4)) RETURNING id`,
        [createHash('sha256').update(token).digest(), role, label, days],
      )) as [{ id: string }];
      await recordAudit(manager, { actor, action: 'token.created', subject: row.id, detail: { role, label, days } });
      return { id: row.id, token };
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
