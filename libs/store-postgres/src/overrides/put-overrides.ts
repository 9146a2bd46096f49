import type { GuardedName } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { recordAudits } from '../audit-log';
import type { AuditEntry } from '../audit-log';
import { requireCustomer } from '../customers';
import { planGeneration, writeGeneration } from '../generations';
import { guardedOverrides } from '../guards/guarded-overrides';
import type { NewOverride, StoredOverride } from './override-entry';
import type { OverrideLimits, OverrideOutcome } from './override-outcome';
import { outcomeOf } from './override-outcome';
import { PORTION_ROWS, countInForce, endAll, inForce, insertAll, nameOf } from './override-rows';

export interface PutOptions {
  /** All or nothing: the first refusal is thrown. */
  readonly atomic?: boolean;
  /** Says what would happen, and changes nothing. */
  readonly dryRun?: boolean;
  /** One entry of the audit log for all of them, as an import of one owner's. */
  readonly imported?: boolean;
}

/** Guarded objects that one audit entry names; more are counted. */
const NAMED_GUARDED = 20;

interface Put {
  readonly generation: number | null;
  readonly outcomes: readonly OverrideOutcome[];
}

/** See Overrides.put. */
export async function putOverrides(
  manager: EntityManager,
  entries: readonly NewOverride[],
  limits: OverrideLimits,
  options: PutOptions,
): Promise<Put> {
  const { atomic = false, dryRun = false, imported = false } = options;
  const owners = new Set(entries.map(({ customerId }) => customerId));
  for (const owner of owners) if (owner !== null) await requireCustomer(manager, owner);
  const plan = dryRun ? null : await planGeneration(manager);
  const room = new Map<string | null, number>();
  for (const owner of owners) {
    const most = owner === null ? limits.provider : limits.customer;
    room.set(owner, most - (await countInForce(manager, owner)));
  }
  const outcomes: OverrideOutcome[] = [];
  const guarded = new Map<NewOverride, GuardedName>();
  for (let at = 0; at < entries.length; at += PORTION_ROWS) {
    const portion = entries.slice(at, at + PORTION_ROWS);
    const guards = (await guardedOverrides(manager, portion)) as ReadonlyMap<NewOverride, GuardedName>;
    for (const [entry, name] of guards) guarded.set(entry, name);
    const decided = await decide(manager, portion, { room, guarded }, atomic);
    outcomes.push(...(plan === null ? decided : await write(manager, plan.number, portion, decided)));
  }
  if (plan === null || !outcomes.some(isChange)) return { generation: null, outcomes };
  const audit = imported
    ? [importAudit(entries, outcomes, plan.number, guarded)]
    : audits(entries, outcomes, plan.number, guarded);
  await recordAudits(manager, audit);
  const actors = new Set(audit.map(({ actor }) => actor));
  const [actor = 'system'] = actors;
  const reason = imported ? 'overrides imported' : outcomes.length === 1 ? 'override added' : 'overrides added';
  await writeGeneration(manager, plan, { actor: actors.size === 1 ? actor : 'several', reason });
  return { generation: plan.number, outcomes };
}

async function decide(
  manager: EntityManager,
  portion: readonly NewOverride[],
  { room, guarded }: { room: Map<string | null, number>; guarded: ReadonlyMap<NewOverride, GuardedName> },
  atomic: boolean,
): Promise<OverrideOutcome[]> {
  const existing = await inForce(manager, portion);
  return portion.map((entry) => {
    const left = room.get(entry.customerId) ?? 0;
    const outcome = outcomeOf(existing.get(nameOf(entry)) ?? null, entry, left, guarded.get(entry));
    if (outcome.what === 'refused' && atomic) throw outcome.fault;
    if (outcome.what === 'added') room.set(entry.customerId, left - 1);
    return outcome;
  });
}

async function write(
  manager: EntityManager,
  generation: number,
  portion: readonly NewOverride[],
  decided: readonly OverrideOutcome[],
): Promise<OverrideOutcome[]> {
  const ended = decided.flatMap((outcome, i) =>
    outcome.what === 'replaced' ? [{ id: outcome.before.id, by: portion[i]?.author ?? '' }] : [],
  );
  if (ended.length > 0) await endAll(manager, generation, ended);
  const added = portion.filter((_, i) => isChange(decided[i] as OverrideOutcome));
  if (added.length === 0) return [...decided];
  const ids = await insertAll(manager, generation, added);
  return decided.map((outcome, i) =>
    isChange(outcome) ? { ...outcome, id: ids.get(nameOf(portion[i] as NewOverride)) ?? null } : outcome,
  );
}

function isChange(outcome: OverrideOutcome): outcome is OverrideOutcome & { what: 'added' | 'replaced' } {
  return outcome.what === 'added' || outcome.what === 'replaced';
}

function audits(
  entries: readonly NewOverride[],
  outcomes: readonly OverrideOutcome[],
  generation: number,
  guarded: ReadonlyMap<NewOverride, GuardedName>,
): AuditEntry[] {
  return entries.flatMap((entry, i) => {
    const { customerId, zone, reason, author } = entry;
    const outcome = outcomes[i] as OverrideOutcome;
    if (!isChange(outcome)) return [];
    const owner = customerId ?? 'provider';
    const replaces =
      outcome.what === 'replaced' ? { replaces: outcome.before.id, before: saidBefore(outcome.before) } : {};
    const detail = { owner, zone, reason, ...replaces, generation, ...overruled(guarded.get(entry)) };
    return [{ actor: author, action: 'override.added', subject: outcome.id ?? '', detail }];
  });
}

function importAudit(
  entries: readonly NewOverride[],
  outcomes: readonly OverrideOutcome[],
  generation: number,
  guarded: ReadonlyMap<NewOverride, GuardedName>,
): AuditEntry {
  const owner = entries[0]?.customerId ?? 'provider';
  const of = (what: OverrideOutcome['what']): number => outcomes.filter((one) => one.what === what).length;
  const detail = { added: of('added'), replaced: of('replaced'), unchanged: of('unchanged'), generation };
  const named = [...guarded.values()].slice(0, NAMED_GUARDED);
  const overruledBy = guarded.size === 0 ? {} : { guarded: guarded.size, overruled: named };
  return {
    actor: entries[0]?.author ?? 'system',
    action: 'override.imported',
    subject: owner,
    detail: { ...detail, ...overruledBy },
  };
}

/** What the audit log says of an override that gave way: never the object. */
export function saidBefore({ zone, reason, trustGroup, threat, expiresAt, author }: StoredOverride): object {
  return { zone, reason, trustGroup, threat, expiresAt: expiresAt?.toISOString() ?? null, author };
}

/** What the audit log says when a person turns a guarded object red. */
export function overruled(name: GuardedName | undefined): { overruled?: GuardedName } {
  return name === undefined ? {} : { overruled: name };
}
