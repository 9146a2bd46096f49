import { createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource, NewOverride, OverrideChanges, Overrides, Proposer } from '@pksn/store-postgres';
import type { FourEyes } from '../approvals/four-eyes';
import { frozenChanges, frozenEntry, likenessOf } from '../approvals/frozen-overrides';
import type { GreenRequest } from '../approvals/green-overrides';
import type { WaitingProposal } from '../approvals/waiting-proposal';
import { textOf } from './object-label';

/** What one proposal keeps; more is for several files. */
const MOST_ROWS = 5_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Overrides to green, kept for a second person where the rules say so. */
export class GreenProposals {
  constructor(
    private readonly overrides: Overrides,
    private readonly eyes: FourEyes,
  ) {}

  /** By a transaction of `source`, if one is given. Null: it needs nobody else, or is said already. Faults: those of setting it, PROPOSAL_LIMIT. */
  async ofOne(entry: NewOverride, by: Proposer, source?: DataSource): Promise<WaitingProposal | null> {
    if (!clears(entry) || !(await this.eyes.asks('greenOverrides'))) return null;
    const { outcomes } = await this.overrides.put([entry], { atomic: true, dryRun: true });
    if (outcomes[0]?.what === 'unchanged') return null;
    return this.proposePut([entry], false, by, source);
  }

  /** The same of a change to the override `before`; `after` is what it would be. */
  async ofChange(id: string, changes: OverrideChanges, after: NewOverride, by: Proposer): Promise<object | null> {
    if (!clears(after) || !(await this.eyes.asks('greenOverrides'))) return null;
    const request: GreenRequest = { act: 'change', id, changes: frozenChanges(changes) };
    const { customerId, object, zone } = after;
    const noted = { act: 'change', owner: customerId ?? 'provider', override: id, zone };
    const order = { kind: 'override.green', subject: textOf(object), customerId, request, noted } as const;
    return this.eyes.propose(order, by);
  }

  /** The same of an import, which waits as a whole. Fault: also OVERRIDE_IMPORT, for one that is too large to wait. */
  async ofImport(entries: readonly NewOverride[], by: Proposer): Promise<object | null> {
    if (!entries.some(clears) || !(await this.eyes.asks('greenOverrides'))) return null;
    const { outcomes } = await this.overrides.put(entries, { atomic: true, dryRun: true });
    if (outcomes.every(({ what }) => what === 'unchanged')) return null;
    if (entries.length > MOST_ROWS) throw tooLarge(`${String(entries.length)} rows`);
    return this.proposePut(entries, true, by);
  }

  private proposePut(
    entries: readonly NewOverride[],
    imported: boolean,
    by: Proposer,
    source?: DataSource,
  ): Promise<WaitingProposal> {
    const frozen = entries.map(frozenEntry);
    const request: GreenRequest = { act: 'put', imported, entries: frozen };
    const bytes = Buffer.byteLength(JSON.stringify(request));
    if (bytes > MOST_BYTES) throw tooLarge(`${String(bytes)} bytes`);
    const [first] = entries;
    const customerId = first?.customerId ?? null;
    const green = entries.filter(({ zone }) => zone === 'green').length;
    const subject = imported ? `import of ${String(entries.length)}` : textOf(first?.object ?? {});
    const likeness = likenessOf(frozen);
    const sha256 = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const noted = {
      act: imported ? 'import' : 'add',
      owner: customerId ?? 'provider',
      rows: entries.length,
      green,
      sha256,
    };
    return this.eyes.propose({ kind: 'override.green', subject, customerId, request, likeness, noted }, by, source);
  }
}

/** Green, or trusted by name: application control goes by the trust group, whatever the zone. */
function clears({ zone, trustGroup }: NewOverride): boolean {
  return zone === 'green' || trustGroup === 'trusted';
}

function tooLarge(what: string): Fault {
  const most = `${String(MOST_ROWS)} rows and ${String(MOST_BYTES)} bytes`;
  return new Fault(
    'OVERRIDE_IMPORT',
    `what turns objects green waits for a second person, up to ${most}: ${what}; split the file`,
  );
}
