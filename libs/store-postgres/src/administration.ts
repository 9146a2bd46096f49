import { createHash, randomBytes } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import { requireCustomer } from './customers';
import { openDatabase } from './data-source';
import { awaitDatabase } from './database-away';
import type { MachineRights } from './overrides/machine-rights';
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
  /** Of the role override-writer: what it may write, for its customer or, without one, for the provider. */
  readonly rights: MachineRights | null;
  /** Who stands behind it: `person:ID` of a session and of each token that this person made, else `token:ID`. */
  readonly principal: string;
  /** `AREA:read` and `AREA:write`: what it may do less than its role; null: all that the role may. */
  readonly scopes: readonly string[] | null;
}

export interface AdminTokenOrder {
  readonly role: string;
  readonly label: string;
  /** Days from now until it expires. */
  readonly days: number;
  /** Always for the role customer-administrator, and as wanted for the role override-writer; for no other. */
  readonly customerId: string | null;
  /** Always, and only, for the role override-writer. */
  readonly rights?: MachineRights | null;
  /** Left out or null: all that the role may. */
  readonly scopes?: readonly string[] | null;
  /** The principal of who makes it. */
  readonly createdBy?: string;
}

/** A token as its administrators see it: never itself, nor its hash. */
export interface TokenFacts extends TokenHolder {
  /** Of the context file of an evaluation; void when the service stops. */
  readonly evaluation: boolean;
  /** In hex; null: it is a token. */
  readonly certificate: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The principal of who made it; null: nobody is known. */
  readonly createdBy: string | null;
  /** To the minute; null: never. */
  readonly usedAt: Date | null;
}

const HOLDER = `id, role, label, customer_id AS "customerId", rights, scopes,
  CASE WHEN created_by LIKE 'person:%' THEN created_by ELSE 'token:' || id END AS principal`;
/** Uses are noted so often at most. */
const USE_NOTED_EVERY = `interval '1 minute'`;

/** Who runs the service, and which tokens may administer it. */
export class Administration {
  constructor(private readonly source: DataSource) {}

  async provider(): Promise<ProviderFacts> {
    const [row] = (await this.source.query('SELECT name, contacts FROM provider')) as [ProviderFacts];
    return row;
  }

  setProvider(facts: ProviderFacts, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      const [before] = (await manager.query('SELECT name, contacts FROM provider FOR UPDATE')) as [ProviderFacts];
      await manager.query('UPDATE provider SET name = $1, contacts = $2, updated_at = now()', [
        facts.name,
        JSON.stringify(facts.contacts),
      ]);
      await bumpRegistry(manager);
      await recordAudit(manager, {
        actor,
        action: 'provider.set',
        subject: facts.name,
        detail: { contacts: facts.contacts, before },
      });
    });
  }

  /** The holder of an unexpired token, or null. Tokens are stored as SHA-256 only. */
  holder(token: string): Promise<TokenHolder | null> {
    return this.holderBy('token_hash', createHash('sha256').update(token).digest());
  }

  /** The machine whose client certificate has this SHA-256, or null. That it is genuine is for TLS to say. */
  holderOfCertificate(sha256: Buffer): Promise<TokenHolder | null> {
    return this.holderBy('certificate_sha256', sha256);
  }

  private async holderBy(column: 'token_hash' | 'certificate_sha256', value: Buffer): Promise<TokenHolder | null> {
    const [row] = (await this.source.query(
      `SELECT ${HOLDER}, used_at IS NULL OR used_at < judged_now() - ${USE_NOTED_EVERY} AS "isDue"
       FROM admin_token WHERE ${column} = $1 AND expires_at > judged_now()`,
      [value],
    )) as (TokenHolder & { isDue: boolean })[];
    if (row === undefined) return null;
    const { isDue, ...holder } = row;
    if (isDue) await this.source.query('UPDATE admin_token SET used_at = judged_now() WHERE id = $1', [holder.id]);
    return holder;
  }

  /** A new token, shown once. Fault: NOT_FOUND for a customer that there is not. */
  async createToken(order: AdminTokenOrder, actor: string): Promise<{ id: string; token: string }> {
    const token = `pksn_${randomBytes(32).toString('base64url')}`;
    const hash = createHash('sha256').update(token).digest();
    return { id: await this.register(order, { hash, certificate: null }, actor), token };
  }

  /** A client certificate, by its SHA-256, in place of a token. Faults: NOT_FOUND, TOKEN_CERTIFICATE. */
  async registerCertificate(order: AdminTokenOrder, sha256: Buffer, actor: string): Promise<{ id: string }> {
    return { id: await this.register(order, { hash: null, certificate: sha256 }, actor) };
  }

  private register(
    { role, label, days, customerId, rights = null, scopes = null, createdBy }: AdminTokenOrder,
    { hash, certificate }: { hash: Buffer | null; certificate: Buffer | null },
    actor: string,
  ): Promise<string> {
    return this.source.transaction(async (manager) => {
      if (customerId !== null) await requireCustomer(manager, customerId);
      const [row] = (await manager.query(
        `INSERT INTO admin_token (token_hash, certificate_sha256, role, label, customer_id, rights, scopes, created_by, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, judged_now() + make_interval(days => $9))
         ON CONFLICT (certificate_sha256) DO NOTHING RETURNING id`,
        [hash, certificate, role, label, customerId, jsonOrNull(rights), jsonOrNull(scopes), createdBy ?? null, days],
      )) as { id: string }[];
      if (row === undefined) throw new Fault('TOKEN_CERTIFICATE', 'this certificate is registered already');
      const detail = {
        role,
        label,
        days,
        ...(customerId === null ? {} : { customer: customerId }),
        ...(rights === null ? {} : { rights }),
        ...(scopes === null ? {} : { scopes }),
        ...(certificate === null ? {} : { certificate: certificate.toString('hex') }),
      };
      await recordAudit(manager, { actor, action: 'token.created', subject: row.id, detail });
      return row.id;
    });
  }

  /** Every token, also those that have expired; oldest first. */
  tokens(): Promise<TokenFacts[]> {
    return this.source.query(
      `SELECT ${HOLDER}, evaluation, encode(certificate_sha256, 'hex') AS certificate, created_at AS "createdAt",
         expires_at AS "expiresAt", created_by AS "createdBy",
         used_at AS "usedAt"
       FROM admin_token ORDER BY id`,
    );
  }

  /**
   * Voids a token at once. Faults: NOT_FOUND; ADMIN_TOKEN_NEEDED, unless `force` is set, for the token that asks for it
   * (`own`) and for the last valid one of an administrator.
   */
  revokeToken(
    id: number,
    actor: string,
    { own = null, force = true }: { readonly own?: string | null; readonly force?: boolean } = {},
  ): Promise<void> {
    return this.source.transaction(async (manager) => {
      if (!force) await requireDispensable(manager, id, own);
      const [[row]] = (await manager.query('DELETE FROM admin_token WHERE id = $1 RETURNING role, label', [id])) as [
        { role: string; label: string }[],
        number,
      ];
      if (row === undefined) throw new Fault('NOT_FOUND', `there is no token ${String(id)}`);
      await recordAudit(manager, { actor, action: 'token.revoked', subject: String(id), detail: { ...row } });
    });
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Others are locked, so that of the last two tokens one stays. */
async function requireDispensable(manager: EntityManager, id: number, own: string | null): Promise<void> {
  if (String(id) === own) throw new Fault('ADMIN_TOKEN_NEEDED', 'this is the token that you are using');
  const valid = (await manager.query(
    `SELECT id FROM admin_token WHERE role = 'administrator' AND expires_at > judged_now()
     ORDER BY id FOR UPDATE`,
  )) as { id: string }[];
  if (valid.length === 1 && valid[0]?.id === String(id)) {
    throw new Fault('ADMIN_TOKEN_NEEDED', 'this is the last valid token of an administrator');
  }
}

/** For the embedded default: makes the token of this start valid and voids those of earlier starts. */
export async function registerContextToken(url: string, tokenHash: Buffer): Promise<void> {
  const source = await awaitDatabase(url, 1);
  try {
    await source.transaction(async (manager) => {
      await manager.query('DELETE FROM admin_token WHERE evaluation');
      await manager.query(
        `INSERT INTO admin_token (token_hash, role, label, evaluation, expires_at)
         VALUES ($1, 'administrator', 'context file', true, judged_now() + interval '1 year')`,
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
