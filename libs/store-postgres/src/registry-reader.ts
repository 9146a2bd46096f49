import type { RegistryRow, TokenRow } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import type { TransactionSource } from './data-source';
import type { ProviderFacts } from './administration';
import { registryRows } from './registry-rows';
import type { LicenseName } from './registry-revision';
import type { StandingRestriction } from './restrictions/standing-restrictions';
import { STANDING_RESTRICTIONS } from './restrictions/standing-restrictions';
import type { StandingStatement } from './statements/standing-statements';
import { STANDING_STATEMENTS } from './statements/standing-statements';

/** One state of the registry. The number alone is not enough: a restored database comes by the same number again. */
export interface RegistryMark {
  readonly revision: number;
  /** Null: the revision was made by a release without history. */
  readonly stamp: string | null;
}

/** What a query process needs to judge a key, read in one database snapshot. */
export interface RegistryContent extends RegistryMark {
  /** Licenses that changed, when only changes were read. */
  readonly licenses: readonly LicenseName[];
  readonly keys: readonly RegistryRow[];
  readonly tokens: readonly TokenRow[];
  readonly openFeeds: readonly string[];
  /** The revision with which a feed was last opened to all customers or closed, for those that ever were. */
  readonly openings?: Readonly<Record<string, number>>;
  readonly provider: ProviderFacts;
  /** The statement in force, and those to come; oldest first. */
  readonly statements?: readonly StandingStatement[];
  /** The provider's, in force and to come. */
  readonly restrictions?: readonly StandingRestriction[];
}

/** With more changed licenses than this, the registry is made anew beside the old one, and not in one step. */
const CHANGED_LICENSES = 1_000;

/** The whole registry. */
export function readRegistry(source: TransactionSource): Promise<RegistryContent> {
  return snapshot(source, async (manager, facts) => ({ ...facts, licenses: [], ...(await registryRows(manager)) }));
}

/**
 * All keys and tokens of the licenses that changed since `mark`, or null when the whole registry has to be read: the
 * database does not know the mark (a restored backup, a fail-over to a copy that lost commits, history that was
 * dropped), a revision in between left no history (a release without it), or very much has changed. A license itself
 * is never deleted; who does that by hand moves the revision by hand, which leaves no history.
 */
export function readRegistrySince(source: TransactionSource, mark: RegistryMark): Promise<RegistryContent | null> {
  return snapshot(source, async (manager, facts) => {
    if (!(await connects(manager, mark, facts.revision))) return null;
    const licenses = (await manager.query(
      `SELECT vendor, license_id AS "licenseId" FROM license WHERE touched_revision > $1 LIMIT $2`,
      [mark.revision, CHANGED_LICENSES + 1],
    )) as LicenseName[];
    if (licenses.length > CHANGED_LICENSES) return null;
    return { ...facts, licenses, ...(await registryRows(manager, mark.revision)) };
  });
}

type Facts = Omit<RegistryContent, 'keys' | 'tokens' | 'licenses'>;

function snapshot<T>(
  source: TransactionSource,
  work: (manager: EntityManager, facts: Facts) => Promise<T>,
): Promise<T> {
  return source.transaction('REPEATABLE READ', async (manager) => {
    const [facts] = (await manager.query(
      `SELECT i.registry_revision::float8 AS revision, h.stamp, json_build_object('name', p.name, 'contacts', p.contacts) AS provider,
         ARRAY(SELECT name FROM feed WHERE open ORDER BY name) AS "openFeeds",
         (SELECT coalesce(json_object_agg(name, open_revision), '{}') FROM feed WHERE open_revision > 0) AS openings,
         ${STANDING_STATEMENTS} AS statements, ${STANDING_RESTRICTIONS} AS restrictions
       FROM installation i CROSS JOIN provider p LEFT JOIN registry_change h ON h.revision = i.registry_revision`,
    )) as [Facts];
    return work(manager, facts);
  });
}

/** Is the mark a state of this very database, and is every revision from it to the present in its history? */
async function connects(manager: EntityManager, { revision, stamp }: RegistryMark, present: number): Promise<boolean> {
  if (stamp === null || !Number.isSafeInteger(revision)) return false;
  const [{ known, since }] = (await manager.query(
    `SELECT count(*) FILTER (WHERE revision = $1 AND stamp = $2)::int AS known,
       count(*) FILTER (WHERE revision > $1)::int AS since
     FROM registry_change WHERE revision BETWEEN $1 AND $3`,
    [revision, stamp, present],
  )) as [{ known: number; since: number }];
  return known === 1 && since === present - revision;
}
