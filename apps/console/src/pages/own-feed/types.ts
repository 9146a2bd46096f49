import type { Zone } from '../../parts/zone-badge';
import type { ObjectType } from '../lookup/types';

/** The fields of package rows that name an object. */
export const OBJECT_FIELDS = [
  'sha256',
  'sha1',
  'md5',
  'certificateSha256',
  'certificateSha1',
  'url',
  'domain',
  'ip',
  'softwareVendor',
  'softwareProduct',
  'softwareVersion',
] as const;
type ObjectField = (typeof OBJECT_FIELDS)[number];

export interface OwnFeedEntry extends Partial<Readonly<Record<ObjectField, string>>> {
  readonly id: number;
  readonly kind: ObjectType;
  readonly zone: Zone;
  readonly threat?: string;
  readonly product?: string;
  readonly trustGroup?: string;
  readonly popularity?: number;
  readonly firstSeen?: string;
  readonly reason: string;
  readonly author: string;
  readonly createdAt: string;
  readonly removedAt?: string;
  readonly removedBy?: string;
}

export interface OwnFeedPage {
  readonly entries: readonly OwnFeedEntry[];
  readonly next: string | null;
}

/** The object in words: of a file or certificate its strongest hash. */
export function entryWords(entry: OwnFeedEntry): string {
  const { softwareVendor, softwareProduct, softwareVersion } = entry;
  if (entry.kind === 'software')
    return [softwareVendor, softwareProduct, softwareVersion].filter((part) => part !== undefined).join(' / ');
  return OBJECT_FIELDS.map((field) => entry[field]).find((text) => text !== undefined) ?? '';
}

/** The body by which the same entry is set. */
export function entryBody(entry: OwnFeedEntry): Record<string, unknown> {
  const {
    id: _id,
    kind: _kind,
    author: _author,
    createdAt: _at,
    removedAt: _removedAt,
    removedBy: _by,
    ...row
  } = entry;
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'sample'));
}
