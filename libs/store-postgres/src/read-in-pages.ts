import type { EntityManager } from 'typeorm';

/** Rows are read in pages, between which requests are answered. */
const PAGE_ROWS = 2_000;

/** By a cursor of the transaction: each row is looked at once, and no page keeps the connection silent for long. */
export async function readInPages<Row>(manager: EntityManager, select: string): Promise<Row[]> {
  await manager.query(`DECLARE in_pages NO SCROLL CURSOR FOR ${select}`);
  const all: Row[] = [];
  for (let page: Row[] | null = null; page === null || page.length === PAGE_ROWS; all.push(...page)) {
    page = (await manager.query(`FETCH ${String(PAGE_ROWS)} FROM in_pages`)) as Row[];
  }
  await manager.query('CLOSE in_pages');
  return all;
}
