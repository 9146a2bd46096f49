import { Fault } from '@pksn/domain';
import type { GuardedName } from '@pksn/ingest';
import type { NewOverride, StoredOverride } from './override-entry';

/** How an override fared that was to be set. `overruled`: what guards the object that a person turns red all the same. */
export type OverrideOutcome =
  | { readonly what: 'added'; readonly id: string | null; readonly overruled: GuardedName | null }
  /** It gives way, and stays in the history. */
  | {
      readonly what: 'replaced';
      readonly id: string | null;
      readonly before: StoredOverride;
      readonly overruled: GuardedName | null;
    }
  /** The owner says this already. */
  | { readonly what: 'unchanged'; readonly id: string }
  | { readonly what: 'refused'; readonly fault: Fault };

/** How many overrides one owner may have in force, and how many one import may bring. */
export interface OverrideLimits {
  readonly customer: number;
  readonly provider: number;
  readonly importRows: number;
}

/** Each costs a query process some 300 bytes of memory. */
export const OVERRIDE_LIMITS: OverrideLimits = { customer: 100_000, provider: 500_000, importRows: 100_000 };

/**
 * What setting `wanted` means where its owner has `existing` in force for the same object, and room for so many more.
 * `guarded`: the guard list that has the object, of one that is to turn red; only a person may set that. Approvals of a
 * second person belong here, too. Faults inside the outcome: OVERRIDE_OUTRANKED, OVERRIDE_GUARDED, OVERRIDE_LIMIT.
 */
export function outcomeOf(
  existing: StoredOverride | null,
  wanted: NewOverride,
  room: number,
  guarded: GuardedName | null = null,
): OverrideOutcome {
  const isSaid = existing !== null && saysTheSame(existing, wanted);
  if (guarded !== null && wanted.machine && !isSaid) return { what: 'refused', fault: machineGuarded(guarded) };
  if (existing === null) {
    if (room > 0) return { what: 'added', id: null, overruled: guarded };
    const fault = new Fault('OVERRIDE_LIMIT', 'the owner has as many overrides in force as one owner may have');
    return { what: 'refused', fault };
  }
  if (isSaid) return { what: 'unchanged', id: existing.id };
  if (wanted.machine && !existing.machine) return { what: 'refused', fault: outranked(existing.id) };
  return { what: 'replaced', id: null, before: existing, overruled: guarded };
}

export function machineGuarded({ list, entry }: GuardedName): Fault {
  return new Fault('OVERRIDE_GUARDED', `${entry} is on the guard list "${list}"`);
}

export function outranked(id: string): Fault {
  return new Fault('OVERRIDE_OUTRANKED', `override ${id} was set by a person`);
}

function saysTheSame(a: StoredOverride, b: NewOverride): boolean {
  return (
    a.zone === b.zone &&
    a.trustGroup === b.trustGroup &&
    a.threat === b.threat &&
    a.reason === b.reason &&
    a.expiresAt?.getTime() === b.expiresAt?.getTime()
  );
}
