import { Fault } from './fault';

/** The verdict's color. Grey means that nothing is known; it is an answer, and an override, but never a record. */
export const ZONES = ['grey', 'red', 'orange', 'yellow', 'green'] as const;
export type Zone = (typeof ZONES)[number];

/** What an application-control component needs to know of a program. */
export const TRUST_GROUPS = ['trusted', 'low-restricted', 'high-restricted', 'untrusted'] as const;
export type TrustGroup = (typeof TRUST_GROUPS)[number];

export const OBJECT_TYPES = ['file', 'url', 'domain', 'ip', 'certificate', 'software'] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

const NETWORK_OBJECTS: readonly ObjectType[] = ['url', 'domain', 'ip'];

/** Orange is for network objects only, yellow for files and software only; certificates are neither. */
export function zoneIsLegal(zone: Zone, type: ObjectType): boolean {
  if (zone === 'orange') return NETWORK_OBJECTS.includes(type);
  if (zone === 'yellow') return type === 'file' || type === 'software';
  return true;
}

/** Why a zone is refused, and which ones are not. */
export function illegalZoneText(zone: Zone, type: ObjectType): string {
  const legal = ZONES.filter((other) => zoneIsLegal(other, type));
  return `zone ${zone} is not legal for an object of the kind ${type}: give one of ${legal.join(', ')}`;
}

/** Worse zones are higher: when one source names an object twice, the worst zone counts. */
export function zoneSeverity(zone: Zone): number {
  return { grey: 0, green: 1, yellow: 2, orange: 3, red: 4 }[zone];
}

export function parseZone(text: string): Zone {
  const zone = text.trim().toLowerCase();
  if ((ZONES as readonly string[]).includes(zone)) return zone as Zone;
  throw new Fault('REQUEST_MALFORMED', `"${text.slice(0, 20)}" is not a zone; zones are ${ZONES.join(', ')}`);
}

/** The trust group of a file, program or certificate whose record names none. Network objects have none. */
export function defaultTrustGroup(zone: Zone, type: ObjectType): TrustGroup | null {
  if (NETWORK_OBJECTS.includes(type) || zone === 'grey') return null;
  return ({ red: 'untrusted', orange: 'untrusted', yellow: 'high-restricted', green: 'trusted' } as const)[zone];
}
