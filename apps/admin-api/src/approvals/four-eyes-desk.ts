import type { FourEyesRules, FourEyesSettings, Proposer } from '@pksn/store-postgres';
import type { FourEyes } from './four-eyes';
import type { FourEyesBody } from './proposal-requests';
import { relaxed } from './relaxations';

/** The rules of what needs two people, themselves under four eyes where they become fewer. */
export class FourEyesDesk {
  constructor(
    private readonly settings: FourEyesSettings,
    private readonly eyes: FourEyes,
  ) {}

  async show(): Promise<object> {
    const { setAt, ...standing } = await this.settings.read();
    return { ...standing, setAt: setAt?.toISOString() ?? null };
  }

  /** Turning one off is a proposal; all else is done at once. Faults: PROPOSAL_LIMIT, PROPOSAL_OUTDATED. */
  async set(body: FourEyesBody, by: Proposer): Promise<object> {
    const { setAt: _at, setBy: _by, ...before } = await this.settings.read();
    const after: FourEyesRules = {
      greenOverrides: body.greenOverrides ?? before.greenOverrides,
      guardedActivations: body.guardedActivations ?? before.guardedActivations,
      trustChanges: body.trustChanges ?? before.trustChanges,
      days: body.days ?? before.days,
    };
    const off = relaxed(before, after);
    if (off.length === 0) {
      await this.settings.set(after, by.name, before);
      return this.show();
    }
    const request = { ...after };
    return this.eyes.propose({ kind: 'four-eyes.relax', subject: off.join(', '), request, noted: { off } }, by);
  }
}
