import { fileSystemOf } from '@pksn/runtime';
import type { DiskDays, DiskPlace, DiskUse } from '@pksn/store-postgres';

/** Folders on this machine; null: the database is elsewhere. */
export type DiskFolders = Readonly<Record<'spool' | 'index', string>> & { readonly database: string | null };

/** Notes how full every disk is that imports fill, so that it can be said when they will be full. `now` in milliseconds. */
export async function noteDisks(
  days: Pick<DiskDays, 'note' | 'databaseBytes'>,
  folders: DiskFolders,
  now: number,
): Promise<void> {
  const used = async (place: DiskPlace, folder: string | null): Promise<DiskUse> => ({
    place,
    usedBytes: folder === null ? await days.databaseBytes() : (await fileSystemOf(folder)).usedBytes,
  });
  const { spool, index, database } = folders;
  await days.note([await used('spool', spool), await used('index', index), await used('database', database)], now);
}
