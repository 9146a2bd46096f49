import { Fault } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { planGeneration, writeGeneration } from '../generations';
import { guardedOverrides } from '../guards/guarded-overrides';
import type { NewOverride, OverrideActor, OverrideReach, StoredOverride } from './override-entry';
import { OVERRIDE_COLUMNS, inReach, reachParameters } from './override-entry';
import type { OverrideLimits, OverrideOutcome } from './override-outcome';
import { OVERRIDE_LIMITS, machineGuarded, outranked } from './override-outcome';
import { overruled, putOverrides, saidBefore } from './put-overrides';
import type { PutOptions } from './put-overrides';
import { endAll, insertAll } from './override-rows';

export interface OverrideChanges {
  readonly zone?: Zone;
  readonly trustGroup?: TrustGroup | null;
  readonly threat?: string | null;
  readonly reason?: string;
  readonly expiresAt?: Date | null;
}

export interface PutResult {
  /** Null: nothing changed. */
  readonly generation: number | null;
  /** In the order of the entries. */
  readonly outcomes: readonly OverrideOutcome[];
}

/** Local verdicts. Every change is a new generation; one owner has at most one override in force for an object. */
export class Overrides {
  constructor(
    private readonly source: DataSource,
    readonly limits: OverrideLimits = OVERRIDE_LIMITS,
  ) {}

  /**
   * Sets overrides of different objects, in one generation or, where all is said already, none. Faults: NOT_FOUND for
   * a customer that there is not; with `atomic`, the first refusal (OVERRIDE_LIMIT, OVERRIDE_OUTRANKED), and then
   * nothing was set.
   */
  put(entries: readonly NewOverride[], options: PutOptions = {}): Promise<PutResult> {
    return this.source.transaction((manager) => putOverrides(manager, entries, this.limits, options));
  }

  /** One override; what its owner said before is in the history. Faults: those of `put`. */
  async add(entry: NewOverride): Promise<{ id: string; generation: number | null; outcome: OverrideOutcome }> {
    const { generation, outcomes } = await this.put([entry], { atomic: true });
    const [outcome] = outcomes;
    if (outcome === undefined || outcome.what === 'refused') throw new Error('an outcome is missing');
    return { id: outcome.id ?? '', generation, outcome };
  }

  /** As a new row in place of the old one, which stays in the history. Faults: NOT_FOUND, OVERRIDE_OUTRANKED, OVERRIDE_GUARDED. */
  edit(id: string, changes: OverrideChanges, by: OverrideActor): Promise<{ id: string; generation: number }> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const before = await inForceById(manager, id, by);
      const after = { ...before, ...changes, author: by.name, machine: by.machine };
      const guarded = (await guardedOverrides(manager, [after])).get(after);
      if (guarded !== undefined && by.machine) throw machineGuarded(guarded);
      await endAll(manager, plan.number, [{ id, by: by.name }]);
      const [newId = ''] = (await insertAll(manager, plan.number, [after])).values();
      const { zone, reason, customerId } = after;
      const generation = await writeGeneration(manager, plan, { actor: by.name, reason: 'override changed' });
      const detail = {
        owner: customerId ?? 'provider',
        zone,
        reason,
        replaces: id,
        before: saidBefore(before),
        generation,
        ...overruled(guarded),
      };
      await recordAudit(manager, { actor: by.name, action: 'override.changed', subject: newId, detail });
      return { id: newId, generation };
    });
  }

  /** Faults: NOT_FOUND, also for one out of reach; OVERRIDE_OUTRANKED. */
  remove(id: string, by: OverrideActor): Promise<number> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const before = await inForceById(manager, id, by);
      await endAll(manager, plan.number, [{ id, by: by.name }]);
      const detail = { generation: plan.number, before: saidBefore(before) };
      await recordAudit(manager, { actor: by.name, action: 'override.removed', subject: id, detail });
      return writeGeneration(manager, plan, { actor: by.name, reason: 'override removed' });
    });
  }

  /**
   * Ends every override whose time has come by `now` (milliseconds since 1970), in one generation; returns how many.
   * Any process may do it.
   */
  async expire(now: () => number): Promise<number> {
    const [due] = (await this.source.query(
      `SELECT EXISTS (SELECT 1 FROM override WHERE removed_in IS NULL AND expires_at <= $1) AS any`,
      [new Date(now())],
    )) as [{ any: boolean }];
    if (!due.any) return 0;
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      // Asked again: the lock may have been waited for, and what came due meanwhile is due.
      const [rows] = (await manager.query(
        `UPDATE override SET removed_in = $1, removed_by = 'expiry'
         WHERE removed_in IS NULL AND expires_at <= $2 RETURNING id`,
        [plan.number, new Date(now())],
      )) as [unknown[], number];
      if (rows.length > 0) await writeGeneration(manager, plan, { actor: 'system', reason: 'overrides expired' });
      return rows.length;
    });
  }

  /** Also one that has ended. Fault: NOT_FOUND, also for one out of reach. */
  async one(id: string, reach: OverrideReach): Promise<StoredOverride> {
    return byId(this.source.manager, id, reach);
  }
}

async function byId(manager: EntityManager, id: string, reach: OverrideReach): Promise<StoredOverride> {
  const [row] = (await manager.query(`SELECT ${OVERRIDE_COLUMNS} FROM override o WHERE o.id = $1 AND ${inReach(2)}`, [
    id,
    ...reachParameters(reach),
  ])) as StoredOverride[];
  if (row === undefined) throw absent(id);
  return row;
}

async function inForceById(manager: EntityManager, id: string, by: OverrideActor): Promise<StoredOverride> {
  const row = await byId(manager, id, by.reach);
  if (row.removedIn !== null) throw absent(id);
  if (by.machine && !row.machine) throw outranked(id);
  return row;
}

function absent(id: string): Fault {
  return new Fault('NOT_FOUND', `there is no override ${id} in force`);
}
