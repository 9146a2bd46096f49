import { stat } from 'node:fs/promises';
import type { RunFiles } from '@pksn/reputation-index';

/**
 * Published runs to which nothing was written since `before` (milliseconds since 1970). Asked while nothing is staged
 * anywhere: whatever the staging folder holds is then worth nothing.
 */
export async function abandonedRuns(files: RunFiles, before: number): Promise<string[]> {
  await files.clearStaging();
  const old: string[] = [];
  for (const id of await files.published()) {
    const facts = await stat(files.runDir(id)).catch(() => null);
    if (facts !== null && facts.mtimeMs < before) old.push(id);
  }
  return old;
}
