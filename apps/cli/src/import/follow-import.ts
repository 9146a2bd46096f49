import { setTimeout as delay } from 'node:timers/promises';
import type { ImportView } from '../admin/answers';
import { pathOf } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import type { Patience } from './patience';
import type { WorkProgress } from './work-progress';

const POLL_FIRST_MS = 25;
const POLL_LONGEST_MS = 500;

/** The import as it is now; waits for a service that is away for a while. */
export async function showImport(client: HttpsClient, id: string, patience: Patience): Promise<ImportView> {
  for (;;) {
    try {
      const view = (await client.get(`/api/v1/imports/${pathOf(id)}`)) as ImportView;
      patience.movedOn();
      return view;
    } catch (error) {
      await delay(patience.after(error));
    }
  }
}

/** Asks again and again until the import has come to its end. */
export async function followImport(
  client: HttpsClient,
  received: ImportView,
  patience: Patience,
  progress: WorkProgress,
): Promise<ImportView> {
  let view = received;
  for (let pauseMs = POLL_FIRST_MS; !isSettled(view); pauseMs = Math.min(pauseMs * 1.5, POLL_LONGEST_MS)) {
    const { phase, done, total } = view.progress ?? { phase: view.state, done: 0, total: 0 };
    progress.show(phase, done, total, 'records');
    await delay(pauseMs);
    view = await showImport(client, received.id, patience);
  }
  progress.clear();
  return view;
}

function isSettled(view: ImportView): boolean {
  return ['active', 'held', 'rejected', 'unchanged'].includes(view.state);
}
