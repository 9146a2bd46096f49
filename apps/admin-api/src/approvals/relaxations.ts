import type { DataSource, FourEyesRules, StoredProposal } from '@pksn/store-postgres';
import { FOUR_EYES_SWITCHES, FourEyesSettings } from '@pksn/store-postgres';
import type { Act, Json } from './act';

/** Turning off a rule of four eyes. */
export class Relaxations implements Act {
  readonly kind = 'four-eyes.relax';
  readonly roles = ['administrator'] as const;

  async basis(source: DataSource): Promise<Json> {
    const { greenOverrides, guardedActivations, trustChanges, days } = await new FourEyesSettings(source).read();
    return { greenOverrides, guardedActivations, trustChanges, days };
  }

  async perform(source: DataSource, { request, proposedBy }: StoredProposal): Promise<Json> {
    await new FourEyesSettings(source).set(request as unknown as FourEyesRules, proposedBy);
    return { ...request };
  }

  async view(_source: DataSource, { request, basis }: StoredProposal): Promise<Json> {
    return { before: basis, after: request };
  }
}

/** The rules that are on and would be off. */
export function relaxed(before: FourEyesRules, after: FourEyesRules): (typeof FOUR_EYES_SWITCHES)[number][] {
  return FOUR_EYES_SWITCHES.filter((name) => before[name] && !after[name]);
}
