import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';

/** What needs two people; all of it is off in a new installation. */
export interface FourEyesRules {
  readonly greenOverrides: boolean;
  readonly guardedActivations: boolean;
  readonly trustChanges: boolean;
  /** How long a proposal waits. */
  readonly days: number;
}

export interface FourEyesStanding extends FourEyesRules {
  readonly setAt: Date | null;
  readonly setBy: string | null;
}

export const FOUR_EYES_SWITCHES = ['greenOverrides', 'guardedActivations', 'trustChanges'] as const;

const RULES = `green_overrides AS "greenOverrides", guarded_activations AS "guardedActivations",
  trust_changes AS "trustChanges", days`;

/** The one row of rules. */
export class FourEyesSettings {
  constructor(private readonly source: DataSource) {}

  read(): Promise<FourEyesStanding> {
    return standing(this.source.manager);
  }

  /**
   * In place of what was; says whether anything is another now. Fault: PROPOSAL_OUTDATED, when the rules are not those that
   * the caller went by (`expected`): one that was turned on meanwhile would be off again.
   */
  set(rules: FourEyesRules, actor: string, expected: FourEyesRules | null = null): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const { greenOverrides, guardedActivations, trustChanges, days } = rules;
      const { setAt: _at, setBy: _by, ...before } = await standing(manager, 'FOR UPDATE');
      const after = { greenOverrides, guardedActivations, trustChanges, days };
      if (expected !== null && JSON.stringify(before) !== JSON.stringify(expected))
        throw new Fault('PROPOSAL_OUTDATED', 'somebody changed the rules at the same moment; look again');
      if (JSON.stringify(before) === JSON.stringify(after)) return false;
      await manager.query(
        `UPDATE four_eyes SET green_overrides = $1, guarded_activations = $2, trust_changes = $3, days = $4,
           set_at = judged_now(), set_by = $5`,
        [greenOverrides, guardedActivations, trustChanges, days, actor],
      );
      await recordAudit(manager, { actor, action: 'four-eyes.set', subject: 'four-eyes', detail: { before, after } });
      return true;
    });
  }
}

async function standing(manager: EntityManager, lock = ''): Promise<FourEyesStanding> {
  const [row] = (await manager.query(
    `SELECT ${RULES}, set_at AS "setAt", set_by AS "setBy" FROM four_eyes ${lock}`,
  )) as [FourEyesStanding];
  return row;
}
