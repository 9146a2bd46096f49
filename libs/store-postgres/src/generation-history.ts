import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { LessThan } from 'typeorm';
import { GenerationRow } from './entities';

export async function newestGeneration(manager: EntityManager): Promise<GenerationRow> {
  const [row] = await manager.getRepository(GenerationRow).find({ order: { number: 'DESC' }, take: 1 });
  if (row === undefined) throw new Fault('SERVICE_UNAVAILABLE', 'the database holds no generation; run the migrations');
  return row;
}

/** The history of what was answered, and why it changed; PastGenerations takes out what is old. */
export class GenerationHistory {
  constructor(private readonly source: DataSource) {}

  /** Those before a number, or the newest of all. */
  newest(limit: number, before: number | null = null): Promise<GenerationRow[]> {
    const where = before === null ? {} : { number: LessThan(before) };
    return this.source.getRepository(GenerationRow).find({ where, order: { number: 'DESC' }, take: limit });
  }

  async show(number: number): Promise<GenerationRow> {
    const row = await this.source.getRepository(GenerationRow).findOneBy({ number });
    if (row === null) throw new Fault('NOT_FOUND', `there is no generation ${String(number)}`);
    return row;
  }

  /** How many overrides count in a generation. */
  async overrides(number: number): Promise<number> {
    const [row] = (await this.source.query(
      `SELECT count(*)::int AS n FROM override WHERE added_in <= $1 AND (removed_in IS NULL OR removed_in > $1)`,
      [number],
    )) as [{ n: number }];
    return row.n;
  }
}
