import type { TrustGroup, Zone } from '@pksn/domain';

/** What is to be said about one object, by one owner. */
export interface NewOverride {
  /** Null: the provider's own. */
  readonly customerId: string | null;
  readonly object: Readonly<Record<string, unknown>>;
  readonly section: number;
  readonly key: Buffer;
  readonly zone: Zone;
  readonly trustGroup: TrustGroup | null;
  readonly threat: string | null;
  readonly reason: string;
  readonly author: string;
  /** Whether the author is a machine, whom people outrank. */
  readonly machine: boolean;
  readonly expiresAt: Date | null;
}

/** The owner whose overrides a caller reaches; null as a whole: every owner's. */
export type OverrideReach = { readonly customerId: string | null } | null;

/** Who acts on overrides. */
export interface OverrideActor {
  readonly name: string;
  readonly machine: boolean;
  readonly reach: OverrideReach;
}

export interface StoredOverride extends NewOverride {
  readonly id: string;
  readonly createdAt: Date;
  readonly addedIn: number;
  readonly removedIn: number | null;
  readonly removedBy: string | null;
}

/** Columns of `override o` in the shape of StoredOverride. */
export const OVERRIDE_COLUMNS = `o.id, o.customer_id AS "customerId", o.object, o.section, o.key, o.zone,
  o.trust_group AS "trustGroup", o.threat, o.reason, o.author, o.machine, o.created_at AS "createdAt",
  o.expires_at AS "expiresAt", o.added_in::float8 AS "addedIn", o.removed_in::float8 AS "removedIn", o.removed_by AS "removedBy"`;

/** SQL that holds for the overrides in reach; the two parameters are those of `reachParameters`. */
export const inReach = (first: number): string =>
  `($${String(first)}::boolean OR o.customer_id IS NOT DISTINCT FROM $${String(first + 1)}::text)`;

export function reachParameters(reach: OverrideReach): [boolean, string | null] {
  return [reach === null, reach?.customerId ?? null];
}
