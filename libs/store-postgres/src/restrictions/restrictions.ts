import { Fault } from '@pksn/domain';
import type { ObjectType, RestrictionMode } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { LOCKS, lockInTransaction } from '../locks';
import { bumpRegistry } from '../registry-revision';
import { STANDING_RESTRICTIONS } from './standing-restrictions';
import type { StandingRestriction } from './standing-restrictions';

export interface NewRestriction {
  /** Each once. */
  readonly objects: readonly ObjectType[];
  readonly mode: RestrictionMode;
  /** Percent of endpoints, 1 to 99, with `sampled`; else null. */
  readonly sample: number | null;
  /** Null: from now on. */
  readonly notBefore: Date | null;
  /** Null: until it is lifted. */
  readonly until: Date | null;
  readonly reason: string;
}

/** What the provider does not take for a time: at most one restriction for each kind of object. */
export class Restrictions {
  constructor(private readonly source: DataSource) {}

  /** Those in force and to come. */
  async list(): Promise<readonly StandingRestriction[]> {
    return standing(this.source.manager);
  }

  /** Takes the place of what was set for these kinds before. Fault: REQUEST_MALFORMED for a time that is over. */
  set(restriction: NewRestriction, actor: string): Promise<readonly StandingRestriction[]> {
    const { objects, mode, sample, notBefore, until, reason } = restriction;
    return this.change(async (manager) => {
      // One time for all kinds of it: by this it is known as one.
      const [{ from, isOver }] = (await manager.query(
        `SELECT f AS from, coalesce($2::timestamptz <= greatest(f, judged_now()), false) AS "isOver"
         FROM (SELECT date_trunc('second', coalesce($1::timestamptz, judged_now())) AS f) t`,
        [notBefore, until],
      )) as [{ from: Date; isOver: boolean }];
      if (isOver) throw new Fault('REQUEST_MALFORMED', 'the restriction would end before it begins');
      const before = await kept(manager, objects);
      await manager.query(
        `INSERT INTO restriction (object_type, mode, sample, not_before, until, reason)
         SELECT unnest($1::text[]), $2, $3, $4, $5, $6
         ON CONFLICT (object_type) DO UPDATE SET mode = excluded.mode, sample = excluded.sample,
           not_before = excluded.not_before, until = excluded.until, reason = excluded.reason, set_at = now()`,
        [objects, mode, sample, from, until, reason],
      );
      const detail = { mode, sample, notBefore: from, until, reason, before };
      await recordAudit(manager, { actor, action: 'restriction.set', subject: objects.join(','), detail });
    });
  }

  /** Fault: NOT_FOUND when none of these kinds is restricted. */
  lift(objects: readonly ObjectType[], actor: string): Promise<readonly StandingRestriction[]> {
    return this.change(async (manager) => {
      const before = await kept(manager, objects);
      const [rows] = (await manager.query(
        'DELETE FROM restriction WHERE object_type = ANY($1) RETURNING object_type AS type, until <= judged_now() AS "isOver"',
        [objects],
      )) as [{ type: string; isOver: boolean | null }[], number];
      const lifted = rows.filter((row) => row.isOver !== true).map((row) => row.type);
      if (lifted.length === 0) throw new Fault('NOT_FOUND', `the provider does not restrict ${objects.join(', ')}`);
      await recordAudit(manager, {
        actor,
        action: 'restriction.lifted',
        subject: lifted.sort().join(','),
        detail: { before },
      });
    });
  }

  private change(work: (manager: EntityManager) => Promise<void>): Promise<readonly StandingRestriction[]> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      await work(manager);
      await bumpRegistry(manager);
      return standing(manager);
    });
  }
}

async function standing(manager: EntityManager): Promise<readonly StandingRestriction[]> {
  const [{ restrictions }] = (await manager.query(`SELECT ${STANDING_RESTRICTIONS} AS restrictions`)) as [
    { restrictions: readonly StandingRestriction[] },
  ];
  return restrictions;
}

/** What was set for these kinds, for the history. */
function kept(manager: EntityManager, objects: readonly ObjectType[]): Promise<object[]> {
  return manager.query(
    `SELECT object_type AS object, mode, sample, not_before AS "notBefore", until, reason FROM restriction
     WHERE object_type = ANY ($1) ORDER BY object_type`,
    [objects],
  );
}
