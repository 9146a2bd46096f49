import { Client } from 'pg';
import { LIVE_STATE } from './live-state-sql';
import type { Asked } from './questions';
import { ASKED, COVERAGE, FILL, IDENTITY, VERDICTS } from './verdicts-sql';

/** An answer in the form in which both sides are compared. */
export interface PlainAnswer {
  readonly zone: string;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trustGroup: string | null;
  readonly popularity: number | null;
  readonly firstSeen: string | null;
  readonly source: Readonly<Record<string, unknown>>;
  readonly matched: string | null;
  readonly hashes: Readonly<Record<string, string>>;
}

/** What PostgreSQL says that the newest generation answers. Temporary tables live on one connection. */
export class SqlReference {
  private readonly client: Client;
  generation = 0;
  private feeds = 0;
  private coverage = new Map<string, string>();

  private constructor(url: string) {
    this.client = new Client(url);
  }

  static async connect(url: string): Promise<SqlReference> {
    const reference = new SqlReference(url);
    await reference.client.connect();
    await reference.client.query(`SET default_transaction_isolation TO 'repeatable read'`);
    return reference;
  }

  close(): Promise<void> {
    return this.client.end();
  }

  /** Reads the newest generation. */
  async read(): Promise<void> {
    for (const statement of LIVE_STATE) await this.client.query(statement);
    const { rows } = await this.client.query<{ generation: number; feeds: number }>(
      'SELECT (SELECT max(number)::int FROM generation) AS generation, (SELECT count(*)::int FROM feed_live) AS feeds',
    );
    ({ generation: this.generation = 0, feeds: this.feeds = 0 } = rows[0] ?? {});
    const degrees = await this.client.query<{ license: string; type: string; coverage: string }>(COVERAGE);
    this.coverage = new Map(degrees.rows.map((row) => [`${row.license} ${row.type}`, row.coverage]));
  }

  coverageOf(license: string, type: string): string {
    return this.coverage.get(`${license} ${type}`) ?? 'none';
  }

  async answers(questions: readonly Asked[], license: string): Promise<PlainAnswer[]> {
    const { client } = this;
    for (const statement of ASKED) await client.query(statement);
    await client.query(FILL, [JSON.stringify(questions.map((one, n) => ({ ...one, n, license })))]);
    await client.query('ANALYZE asked');
    for (const statement of IDENTITY) {
      for (let place = 1; place <= this.feeds; place++) await client.query(statement, [place]);
    }
    const { rows } = await client.query<Row>(VERDICTS);
    return rows.map((row) => ({
      zone: row.zone ?? 'grey',
      threat: row.threat,
      product: row.product,
      trustGroup: row.trust_group,
      popularity: row.popularity,
      firstSeen: row.first_seen,
      source: row.source ?? { kind: 'none' },
      matched: row.matched,
      hashes: named({ sha256: row.sha256, sha1: row.sha1, md5: row.md5 }),
    }));
  }
}

interface Row {
  readonly zone: string | null;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trust_group: string | null;
  readonly popularity: number | null;
  readonly first_seen: string | null;
  readonly source: Record<string, unknown> | null;
  readonly matched: string | null;
  readonly sha256: string | null;
  readonly sha1: string | null;
  readonly md5: string | null;
}

function named(hashes: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(hashes).filter((entry): entry is [string, string] => entry[1] != null));
}

/** The same of an answer on the wire; what the reference does not speak of is left out. */
export function plainAnswer(body: Readonly<Record<string, unknown>>): PlainAnswer {
  const { kind, owner, feed, version, reason } = body.source as Record<string, unknown>;
  const { sha256, sha1, md5 } = body.object as Record<string, string>;
  const source = { kind, owner, feed, version, reason };
  return {
    zone: body.zone as string,
    threat: body.threat as string | null,
    product: body.product as string | null,
    trustGroup: body.trustGroup as string | null,
    popularity: body.popularity as number | null,
    firstSeen: body.firstSeen as string | null,
    source: Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)),
    matched: (body.matched as string | null | undefined) ?? null,
    hashes: named({ sha256, sha1, md5 }),
  };
}
