import { readFile } from 'node:fs/promises';
import type { DataFolder } from './data-folder';

/** What admin-api wrote down for the first administrator; null: somebody signs in already. */
export async function firstRunCode(folder: Pick<DataFolder, 'path'>): Promise<string | null> {
  const text = await readFile(folder.path('secrets', 'first-run-code'), 'latin1').catch(() => null);
  return text === null ? null : text.trim();
}
