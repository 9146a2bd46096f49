import { DAY_MS } from '@pksn/licensing';
import type { ObjectType, Zone } from '@pksn/domain';
import { Fault } from '@pksn/domain';
import type { MachineRights } from '@pksn/store-postgres';

/**
 * Whether a machine with these rights may say so. Every override of a machine ends, at the latest after the longest
 * time that it may set. Fault: OVERRIDE_NOT_ALLOWED.
 */
export function requireRight(
  rights: MachineRights,
  wanted: { readonly type: ObjectType; readonly zone: Zone; readonly expiresAt: Date | null },
  now: number,
): void {
  const { type, zone, expiresAt } = wanted;
  if (!rights.kinds.includes(type)) throw refusal(`it may not judge objects of the kind ${type}`);
  if (!rights.zones.includes(zone)) throw refusal(`it may not set the zone ${zone}`);
  if (expiresAt === null) throw refusal('its overrides need an expiry');
  if (expiresAt.getTime() > now + rights.maxDays * DAY_MS)
    throw refusal(`its overrides end after ${String(rights.maxDays)} days at the latest`);
}

function refusal(why: string): Fault {
  return new Fault('OVERRIDE_NOT_ALLOWED', why);
}
