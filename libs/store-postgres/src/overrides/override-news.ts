import type { SectionName, TrustGroup, Zone } from '@pksn/domain';
import { sectionById } from '@pksn/domain';
import type { EntityManager } from 'typeorm';
import { readInPages } from '../read-in-pages';

/** The generation that a query process answers from already. */
export interface GenerationMark {
  readonly epoch: string;
  readonly number: number;
  /** Milliseconds since 1970. After a restore, another generation may have the number. */
  readonly createdAt: number;
}

export interface OverriddenObject {
  /** Null: the provider's. */
  readonly customerId: string | null;
  readonly section: SectionName;
  readonly key: Buffer;
}

export interface LiveOverride extends OverriddenObject {
  readonly zone: Zone;
  readonly trustGroup: TrustGroup | null;
  readonly threat: string | null;
  readonly reason: string;
}

/** What differs from the overrides of another generation. */
export interface OverrideNews {
  /** Whether `put` is all that there is, and what was known before is void. */
  readonly whole: boolean;
  /** Before what is put: an override that was replaced is in both. */
  readonly gone: readonly OverriddenObject[];
  readonly put: readonly LiveOverride[];
}

interface Row {
  readonly customer_id: string | null;
  readonly section: number;
  readonly key: Buffer;
  readonly zone: Zone;
  readonly trust_group: TrustGroup | null;
  readonly threat: string | null;
  readonly reason: string;
}

const COLUMNS = 'customer_id, section, key, zone, trust_group, threat, reason';

/** The overrides of the generation: what is new since `known`, or all where the database's history does not connect. */
export async function readOverrideNews(
  manager: EntityManager,
  number: number,
  epoch: string,
  known: GenerationMark | null,
): Promise<OverrideNews> {
  const at = String(number);
  if (known === null || !(await connects(manager, number, epoch, known))) {
    const put = await pages(manager, `added_in <= ${at} AND (removed_in IS NULL OR removed_in > ${at})`);
    return { whole: true, gone: [], put: put.map(liveOf) };
  }
  const since = String(known.number);
  const gone = await pages(manager, `removed_in > ${since} AND removed_in <= ${at} AND added_in <= ${since}`);
  const put = await pages(
    manager,
    `added_in > ${since} AND added_in <= ${at} AND (removed_in IS NULL OR removed_in > ${at})`,
  );
  return { whole: false, gone: gone.map(liveOf), put: put.map(liveOf) };
}

async function connects(
  manager: EntityManager,
  number: number,
  epoch: string,
  known: GenerationMark,
): Promise<boolean> {
  if (known.epoch !== epoch || known.number > number) return false;
  const rows = (await manager.query('SELECT created_at FROM generation WHERE number = $1', [known.number])) as {
    created_at: Date;
  }[];
  return rows[0]?.created_at.getTime() === known.createdAt;
}

function pages(manager: EntityManager, condition: string): Promise<Row[]> {
  return readInPages(manager, `SELECT ${COLUMNS} FROM override WHERE ${condition}`);
}

function liveOf(row: Row): LiveOverride {
  const { customer_id: customerId, key, zone, trust_group: trustGroup, threat, reason } = row;
  return { customerId, section: sectionById(row.section).name, key, zone, trustGroup, threat, reason };
}
