import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { forgetContributions } from '../contributions/contributions';
import { STATEMENT_IN_FORCE } from './standing-statements';

/** What an endpoint agreed to. Requests and contributions are switches of their own. */
export interface Participation {
  readonly statement: number;
  readonly language: string;
  readonly requests: boolean;
  readonly contributions: boolean;
}

export interface HeldParticipation extends Participation {
  readonly since: Date;
  /** Whether nothing newer that is in force has to be accepted. */
  readonly isCurrent: boolean;
}

/** Rows that one customer may have. Each is some 150 bytes. */
export const PARTICIPANTS_PER_CUSTOMER = 1_000_000;

/** Which endpoints accepted which statement. An endpoint is its `participantMark`; who stopped leaves no row. */
export class Participations {
  constructor(
    private readonly source: DataSource,
    private readonly mostOfCustomer: number = PARTICIPANTS_PER_CUSTOMER,
  ) {}

  async of(endpoint: Buffer): Promise<HeldParticipation | null> {
    const [row] = (await this.source.query(
      `SELECT statement::float8 AS statement, language, requests, contributions, changed_at AS since,
         statement >= ${STATEMENT_IN_FORCE} AS "isCurrent" FROM participation WHERE endpoint = $1`,
      [endpoint],
    )) as HeldParticipation[];
    return row ?? null;
  }

  /**
   * In force for every process with its commit. Faults: STATEMENT_UNKNOWN (id, or language of it), STATEMENT_OUTDATED,
   * PARTICIPATION_FULL.
   */
  accept(endpoint: Buffer, customerId: string, choice: Participation): Promise<void> {
    return this.source.transaction(async (manager) => {
      await requireAcceptable(manager, choice);
      const { statement, language, requests, contributions } = choice;
      const [{ isNew }] = (await manager.query(
        `INSERT INTO participation (endpoint, customer_id, statement, language, requests, contributions)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (endpoint) DO UPDATE SET
           statement = excluded.statement, language = excluded.language, requests = excluded.requests,
           contributions = excluded.contributions, changed_at = now()
         RETURNING xmax = 0 AS "isNew"`,
        [endpoint, customerId, statement, language, requests, contributions],
      )) as [{ isNew: boolean }];
      if (isNew) await this.countOneMore(manager, customerId);
      if (!contributions) await forgetContributions(manager, endpoint);
    });
  }

  /** Nothing of the endpoint is kept, nor what it contributed but for sums. */
  stop(endpoint: Buffer): Promise<void> {
    return this.source.transaction(async (manager) => {
      const [rows] = (await manager.query('DELETE FROM participation WHERE endpoint = $1 RETURNING customer_id AS id', [
        endpoint,
      ])) as [{ id: string }[], number];
      await forgetContributions(manager, endpoint);
      for (const { id } of rows)
        await manager.query('UPDATE participation_count SET endpoints = endpoints - 1 WHERE customer_id = $1', [id]);
    });
  }

  private async countOneMore(manager: EntityManager, customerId: string): Promise<void> {
    const rows = (await manager.query(
      `INSERT INTO participation_count (customer_id, endpoints) VALUES ($1, 1)
       ON CONFLICT (customer_id) DO UPDATE SET endpoints = participation_count.endpoints + 1
         WHERE participation_count.endpoints < $2
       RETURNING endpoints`,
      [customerId, this.mostOfCustomer],
    )) as unknown[];
    if (rows.length === 0)
      throw new Fault(
        'PARTICIPATION_FULL',
        `${String(this.mostOfCustomer)} endpoints of this customer take part already`,
      );
  }
}

async function requireAcceptable(manager: EntityManager, { statement, language }: Participation): Promise<void> {
  const [{ inForce, isKnown }] = (await manager.query(
    `SELECT ${STATEMENT_IN_FORCE}::float8 AS "inForce",
       EXISTS (SELECT FROM statement_text WHERE id = $1 AND lower(language) = lower($2)) AS "isKnown"`,
    [statement, language],
  )) as [{ inForce: number; isKnown: boolean }];
  if (!isKnown)
    throw new Fault('STATEMENT_UNKNOWN', `there is no statement ${String(statement)} in the language ${language}`);
  if (statement < inForce)
    throw new Fault('STATEMENT_OUTDATED', `statement ${String(inForce)} is in force`, {
      facts: { statement: inForce },
    });
}
