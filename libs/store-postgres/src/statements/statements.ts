import { hash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { LOCKS, lockInTransaction } from '../locks';
import { bumpRegistry } from '../registry-revision';

export interface StatementText {
  /** A language tag such as en or pt-BR. */
  readonly language: string;
  readonly text: string;
}

export interface NewStatement {
  /** Null: one more than the newest. */
  readonly id: number | null;
  /** At least one, of distinct languages. */
  readonly texts: readonly StatementText[];
  /** Null: from now on. Until then the one before is what endpoints have to accept. */
  readonly inForceAt: Date | null;
}

export interface StatementFacts {
  readonly id: number;
  readonly inForceAt: Date;
  readonly addedAt: Date;
  /** `provider`, or the feed whose package carried it. */
  readonly source: string;
  /** SHA-256 of each text, in hex. */
  readonly languages: readonly { readonly language: string; readonly sha256: string }[];
  /** Endpoints whose newest acceptance is of this one, and how many of them contribute. */
  readonly accepted: number;
  readonly contributing: number;
}

export interface CustomerParticipation {
  readonly customer: string;
  readonly statement: number;
  /** Endpoints whose newest acceptance is of this version, and how many of them contribute. */
  readonly accepted: number;
  readonly contributing: number;
}

const PROVIDER_SOURCE = 'provider';
const LATEST_ID = Number.MAX_SAFE_INTEGER;

/** The statement in all its versions. What somebody may have accepted never changes. */
export class Statements {
  constructor(private readonly source: DataSource) {}

  /** Newest first, at most 1,000. */
  list(): Promise<StatementFacts[]> {
    return this.source.query(
      `SELECT s.id::float8 AS id, in_force_at AS "inForceAt", added_at AS "addedAt", source,
         (SELECT json_agg(json_build_object('language', language, 'sha256', encode(sha256, 'hex')) ORDER BY language)
          FROM statement_text t WHERE t.id = s.id) AS languages,
         coalesce(p.accepted, 0)::float8 AS accepted, coalesce(p.contributing, 0)::float8 AS contributing
       FROM statement s LEFT JOIN (
         SELECT statement, count(*) AS accepted, count(*) FILTER (WHERE contributions) AS contributing
         FROM participation GROUP BY statement) p ON p.statement = s.id
       ORDER BY s.id DESC LIMIT 1000`,
    );
  }

  /** How many endpoints of each customer accepted which version, by customer and newest version first. Names no endpoint. */
  participation(
    customerId: string | null,
    after: readonly [string, number] | null,
    limit: number,
  ): Promise<CustomerParticipation[]> {
    return this.source.query(
      `SELECT customer_id AS customer, statement::float8 AS statement, count(*)::float8 AS accepted,
         count(*) FILTER (WHERE contributions)::float8 AS contributing
       FROM participation
       WHERE ($1::text IS NULL OR customer_id = $1)
         AND ($2::text IS NULL OR customer_id > $2 OR (customer_id = $2 AND statement < $3::bigint))
       GROUP BY customer_id, statement ORDER BY customer_id, statement DESC LIMIT $4`,
      [customerId, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** A text that was published. Fault: STATEMENT_UNKNOWN. */
  async text(id: number, language: string): Promise<StatementText> {
    const [row] = (await this.source.query(
      'SELECT language, text FROM statement_text WHERE id = $1 AND lower(language) = lower($2)',
      [id, language],
    )) as StatementText[];
    if (row === undefined)
      throw new Fault('STATEMENT_UNKNOWN', `there is no statement ${String(id)} in the language ${language}`);
    return row;
  }

  /**
   * A new version, or more languages of the newest one. Returns its id. Faults: STATEMENT_OUTDATED, STATEMENT_EXISTS for
   * another text of a language that is there.
   */
  publish({ id, texts, inForceAt }: NewStatement, actor: string): Promise<number> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      const newest = await newestId(manager);
      const wanted = id ?? newest + 1;
      if (wanted < newest)
        throw new Fault('STATEMENT_OUTDATED', `statement ${String(newest)} is there, and ${String(wanted)} is older`);
      if (wanted > newest) await addVersion(manager, wanted, inForceAt, PROVIDER_SOURCE);
      else if (inForceAt !== null)
        throw new Fault('STATEMENT_EXISTS', `statement ${String(wanted)} is published; its date does not change`);
      const added = await addTexts(manager, wanted, texts, 'refuse');
      if (added.length > 0) await tell(manager, actor, wanted, added, wanted > newest ? 'published' : 'translated');
      await bumpRegistry(manager);
      return wanted;
    });
  }
}

/** What a package carries goes in with its activation; a text that is there already stays as it is. */
export async function takeCarriedStatements(
  manager: EntityManager,
  feed: string,
  carried: readonly (StatementText & { readonly id: number })[],
): Promise<void> {
  const newest = await newestId(manager);
  const ids = [...new Set(carried.map((one) => one.id))].filter((id) => id >= newest).sort((a, b) => a - b);
  for (const id of ids) {
    await addVersion(manager, id, null, feed);
    const texts = carried.filter((one) => one.id === id);
    const added = await addTexts(manager, id, texts, 'keep');
    if (added.length > 0) await tell(manager, `feed ${feed}`, id, added, 'carried');
  }
}

async function newestId(manager: EntityManager): Promise<number> {
  const [row] = (await manager.query('SELECT coalesce(max(id), 0)::float8 AS id FROM statement')) as [{ id: number }];
  return row.id;
}

async function addVersion(manager: EntityManager, id: number, inForceAt: Date | null, source: string): Promise<void> {
  if (id > LATEST_ID) throw new Fault('REQUEST_MALFORMED', 'the id of a statement is a whole number below 2^53');
  await manager.query(
    `INSERT INTO statement (id, in_force_at, source) VALUES ($1, coalesce($2::timestamptz, judged_now()), $3) ON CONFLICT DO NOTHING`,
    [id, inForceAt, source],
  );
}

/** Returns the languages that were not there. */
async function addTexts(
  manager: EntityManager,
  id: number,
  texts: readonly StatementText[],
  otherText: 'refuse' | 'keep',
): Promise<string[]> {
  const added: string[] = [];
  for (const { language, text } of texts) {
    const sha256 = hash('sha256', text, 'buffer');
    const [known] = (await manager.query(
      'SELECT sha256 FROM statement_text WHERE id = $1 AND lower(language) = lower($2)',
      [id, language],
    )) as { sha256: Buffer }[];
    if (known !== undefined && otherText === 'refuse' && !known.sha256.equals(sha256))
      throw new Fault('STATEMENT_EXISTS', `statement ${String(id)} has another text in the language ${language}`);
    if (known !== undefined) continue;
    await manager.query('INSERT INTO statement_text (id, language, text, sha256) VALUES ($1, $2, $3, $4)', [
      id,
      language,
      text,
      sha256,
    ]);
    added.push(language);
  }
  return added;
}

function tell(manager: EntityManager, actor: string, id: number, languages: string[], how: string): Promise<void> {
  return recordAudit(manager, { actor, action: `statement.${how}`, subject: String(id), detail: { languages } });
}
