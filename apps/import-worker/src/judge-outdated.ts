import type { Judgements } from '@pksn/store-postgres';

/**
 * Judges what waits anew when the live snapshot or the guards are others by now. One that cannot be judged keeps
 * nobody else waiting.
 */
export async function judgeOutdated(
  judgements: Pick<Judgements, 'outdated'>,
  judge: (snapshotId: number) => Promise<void>,
  failed: (snapshotId: number, error: unknown) => void,
): Promise<void> {
  for (const id of await judgements.outdated()) {
    try {
      await judge(id);
    } catch (error) {
      failed(id, error);
    }
  }
}
