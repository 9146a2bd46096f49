import type { ObjectType } from '@pksn/domain';
import { Fault, illegalZoneText, zoneIsLegal } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { NewOverride, OverrideChanges, OverrideOutcome, Overrides } from '@pksn/store-postgres';
import type { OverrideCaller } from '../auth/caller';
import { expiryOf } from './expiry';
import { Gathering } from './gathering';
import type { GreenProposals } from './green-proposals';
import { MachineRate } from './machine-rate';
import { requireRight } from './machine-rights';
import { ownerFor } from './override-owner';
import type { OverrideBody, OverrideChangeBody } from './override-requests';
import type { OverrideShelf } from './override-shelf';
import { overrideTarget } from './override-target';

/** Local verdicts, checked before they are written. */
export class OverrideDesk {
  private readonly gathering: Gathering;
  private readonly rate = new MachineRate();

  constructor(
    private readonly overrides: Overrides,
    private readonly shelf: OverrideShelf,
    private readonly clock: Clock,
    private readonly eyes: GreenProposals,
  ) {
    this.gathering = new Gathering(overrides);
  }

  /**
   * Sets an override in place of what its owner said of the object before; `outcome` tells which it was. One that turns
   * the object green waits for a second person where the rules say so. Faults:
   * OVERRIDE_INVALID, OBJECT_MALFORMED, NOT_FOUND, OVERRIDE_LIMIT, and for machines OVERRIDE_NOT_ALLOWED,
   * OVERRIDE_RATE, OVERRIDE_OUTRANKED.
   */
  async add(body: OverrideBody, by: OverrideCaller): Promise<object> {
    const customerId = ownerFor(by.reach, body.customer ?? undefined);
    const now = this.clock.now();
    const { type, ...target } = overrideTarget(body.object, body.zone);
    const expiresAt = body.expires == null ? null : expiryOf(body.expires, now);
    this.checkMachine(by, { type, zone: body.zone, expiresAt }, now);
    const entry: NewOverride = {
      ...target,
      customerId,
      zone: body.zone,
      trustGroup: body.trustGroup ?? null,
      threat: body.threat ?? null,
      reason: body.reason,
      author: by.name,
      machine: by.machine,
      expiresAt,
    };
    const waiting = await this.eyes.ofOne(entry, by.decider);
    if (waiting !== null) return waiting;
    const { id, generation, outcome } = await this.put(by, entry);
    const replaced = outcome.what === 'replaced' ? { replaced: await this.shelf.one(outcome.before.id, by) } : {};
    const overruled = 'overruled' in outcome && outcome.overruled !== null ? { overruled: outcome.overruled } : {};
    return { override: await this.shelf.one(id, by), outcome: outcome.what, ...replaced, ...overruled, generation };
  }

  /** Faults: NOT_FOUND, OVERRIDE_INVALID, REQUEST_MALFORMED, and for machines those of `add`. */
  async change(id: string, body: OverrideChangeBody, by: OverrideCaller): Promise<object> {
    const before = await this.overrides.one(id, by.reach);
    const now = this.clock.now();
    const { expires, ...rest } = body;
    const expiresAt = expires === undefined ? {} : { expiresAt: expires === null ? null : expiryOf(expires, now) };
    const given = Object.entries({ ...rest, ...expiresAt }).filter(([, value]) => value !== undefined);
    if (given.length === 0) throw new Fault('REQUEST_MALFORMED', 'nothing is to be changed');
    const changes = Object.fromEntries(given) as OverrideChanges;
    const after = { ...before, ...changes };
    const { type } = before.object as { type: ObjectType };
    if (!zoneIsLegal(after.zone, type)) throw new Fault('OVERRIDE_INVALID', illegalZoneText(after.zone, type));
    this.checkMachine(by, { ...after, type }, now);
    const waiting = await this.eyes.ofChange(id, changes, { ...before, ...changes }, by.decider);
    if (waiting !== null) return waiting;
    const { id: newId, generation } = await this.overrides.edit(id, changes, by);
    return { override: await this.shelf.one(newId, by), replaced: await this.shelf.one(id, by), generation };
  }

  async remove(id: string, by: OverrideCaller): Promise<object> {
    return { generation: await this.overrides.remove(id, by) };
  }

  /** What people set is in force as soon as it is answered for; what machines set waits for more. */
  private async put(
    by: OverrideCaller,
    entry: NewOverride,
  ): Promise<{ id: string; generation: number | null; outcome: OverrideOutcome }> {
    if (!by.machine) return this.overrides.add(entry);
    const { generation, outcome } = await this.gathering.add(entry);
    if (outcome.what === 'refused') throw outcome.fault;
    return { id: outcome.id ?? '', generation, outcome };
  }

  private checkMachine(by: OverrideCaller, wanted: Parameters<typeof requireRight>[1], now: number): void {
    const { rights, tokenId } = by;
    if (!by.machine) return;
    if (rights === null) throw new Fault('OVERRIDE_NOT_ALLOWED', 'the token names no rights');
    this.rate.take(tokenId, rights.perMinute, now);
    requireRight(rights, wanted, now);
  }
}
