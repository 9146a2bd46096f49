import type { EntityManager } from 'typeorm';

/** Whole seconds until the day of UTC ends, by the judged clock: when what is counted by the day may be asked for again. */
export async function secondsUntilMidnight(manager: Pick<EntityManager, 'query'>): Promise<number> {
  const [{ seconds }] = (await manager.query(
    `SELECT ceil(extract(epoch FROM date_trunc('day', judged_now(), 'UTC') + interval '1 day' - judged_now()))::int AS seconds`,
  )) as [{ seconds: number }];
  return seconds;
}
