import type { ObjectType, Zone } from '@pksn/domain';
import type { DataSource } from 'typeorm';
import { likePattern } from '../like-pattern';
import type { OverrideReach, StoredOverride } from './override-entry';
import { OVERRIDE_COLUMNS, inReach, reachParameters } from './override-entry';

export const OVERRIDE_STATES = ['in-force', 'ended', 'expired', 'any'] as const;
export type OverrideState = (typeof OVERRIDE_STATES)[number];

export interface OverrideFilter {
  readonly reach: OverrideReach;
  /** An owner's only; null as a whole: every owner's in reach. */
  readonly owner: { readonly customerId: string | null } | null;
  readonly state: OverrideState;
  readonly zone: Zone | null;
  readonly kind: ObjectType | null;
  /** As the list shows it: ROLE:LABEL. */
  readonly author: string | null;
  /** A part of the object, the reason or the threat. */
  readonly search: string | null;
  readonly expiresBefore: Date | null;
  readonly object: { readonly section: number; readonly key: Buffer } | null;
}

/** `-` is descending; what never ends comes last. */
export const OVERRIDE_SORTS = ['created', '-created', 'expires', '-expires'] as const;
export type OverrideSort = (typeof OVERRIDE_SORTS)[number];

/** Behind the last row of a page: its id, and when it ends, in milliseconds since 1970 (null: never). */
export interface OverridePlace {
  readonly id: string;
  readonly expiresAt: number | null;
}

/** An override as its list and its history show it. */
export interface ListedOverride extends StoredOverride {
  /** Null while it is in force. */
  readonly endedAt: Date | null;
  readonly ended: 'removed' | 'replaced' | 'expired' | null;
}

/** Columns of `override o` in the shape of ListedOverride, beside `generation g` in which it ended. */
export const LISTED_COLUMNS = `${OVERRIDE_COLUMNS}, g.created_at AS "endedAt",
  CASE WHEN o.removed_in IS NULL THEN NULL WHEN o.removed_by = 'expiry' THEN 'expired'
    WHEN EXISTS (SELECT 1 FROM override n WHERE n.section = o.section AND n.key = o.key AND n.added_in = o.removed_in
      AND n.customer_id IS NOT DISTINCT FROM o.customer_id) THEN 'replaced' ELSE 'removed' END AS ended`;

const STATES: Readonly<Record<OverrideState, string>> = {
  'in-force': 'o.removed_in IS NULL',
  ended: 'o.removed_in IS NOT NULL',
  expired: `o.removed_by = 'expiry'`,
  any: 'true',
};

const ENDS = `coalesce(o.expires_at, 'infinity')`;
/** What comes after a place, and in which order. */
const ORDERS: Readonly<Record<OverrideSort, { readonly after: string; readonly order: string }>> = {
  created: { after: 'o.id > $12', order: 'o.id' },
  '-created': { after: 'o.id < $12', order: 'o.id DESC' },
  expires: { after: `(${ENDS}, o.id) > ($14::timestamptz, $12)`, order: `${ENDS}, o.id` },
  '-expires': { after: `(${ENDS}, o.id) < ($14::timestamptz, $12)`, order: `${ENDS} DESC, o.id DESC` },
};

/** Overrides as people look for them. */
export class OverrideList {
  constructor(private readonly source: DataSource) {}

  /** A page; `after` is the last row of the page before. */
  page(
    filter: OverrideFilter,
    page: { readonly after: OverridePlace | null; readonly limit: number; readonly sort: OverrideSort },
  ): Promise<ListedOverride[]> {
    const { reach, owner, zone, kind, author, search, expiresBefore, object } = filter;
    const { after, order } = ORDERS[page.sort];
    const conditions = [
      STATES[filter.state],
      inReach(1),
      '($3::boolean OR o.customer_id IS NOT DISTINCT FROM $4::text)',
      '($5::text IS NULL OR o.zone = $5)',
      `($6::text IS NULL OR o.object->>'type' = $6)`,
      '($7::text IS NULL OR o.author = $7)',
      `($8::text IS NULL OR (o.object - 'type')::text ILIKE $8 OR o.reason ILIKE $8 OR o.threat ILIKE $8)`,
      '($9::timestamptz IS NULL OR o.expires_at < $9)',
      object === null ? '$10::smallint IS NULL AND $11::bytea IS NULL' : 'o.section = $10 AND o.key = $11',
      `($12::bigint IS NULL OR ${after})`,
      '($14::timestamptz IS NULL OR true)',
    ];
    return this.source.query(
      `SELECT ${LISTED_COLUMNS} FROM override o LEFT JOIN generation g ON g.number = o.removed_in
       WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT $13`,
      [
        ...reachParameters(reach),
        ...reachParameters(owner),
        zone,
        kind,
        author,
        search === null ? null : likePattern(search, 'anywhere'),
        expiresBefore,
        object?.section ?? null,
        object?.key ?? null,
        page.after?.id ?? null,
        page.limit,
        page.after === null ? null : endOf(page.after),
      ],
    );
  }
}

const endOf = ({ expiresAt }: OverridePlace): string =>
  expiresAt === null ? 'infinity' : new Date(expiresAt).toISOString();
