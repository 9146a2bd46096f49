import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { ImportView } from '../admin/answers';
import { pathOf } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import type { ServerEvent } from '../connection/server-events';
import type { Patience } from './patience';
import type { WorkProgress } from './work-progress';

const POLL_FIRST_MS = 25;
const POLL_LONGEST_MS = 500;
/** So often it is asked for the import before the stream is tried again. */
const POLLS = 8;

interface Following {
  readonly client: HttpsClient;
  readonly path: string;
  readonly patience: Patience;
  readonly progress: WorkProgress;
  /** A line for the person. */
  readonly note: (text: string) => void;
}

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

/** Hears how the import goes on until it has come to its end; while the stream is broken, asks again and again. */
export async function followImport(
  client: HttpsClient,
  received: ImportView,
  { patience, progress, note }: Pick<Following, 'patience' | 'progress' | 'note'>,
): Promise<ImportView> {
  const path = `/api/v1/imports/${pathOf(received.id)}/events`;
  const stream = new ProgressStream({ client, path, patience, progress, note });
  let view = received;
  while (!isSettled(view)) {
    const outcome = await stream.outcome();
    view = outcome ?? (await poll(client, view, patience, progress));
  }
  progress.clear();
  return view;
}

/** The stream of one import over all its connections. */
class ProgressStream {
  private heardId: string | null = null;
  private isBroken = false;
  private isThere = true;

  constructor(private readonly following: Following) {}

  /** Null: the stream broke, or there is none. */
  async outcome(): Promise<ImportView | null> {
    if (!this.isThere) return null;
    const { client, path } = this.following;
    try {
      for await (const event of client.events(path, this.heardId)) {
        this.heard();
        if (event.event === 'outcome') return JSON.parse(event.data) as ImportView;
        if (event.event === 'progress') this.show(event);
      }
    } catch (error) {
      // A service of the release before has no such stream.
      if (error instanceof Fault && error.code === 'ROUTE_NOT_FOUND') this.isThere = false;
      else this.following.patience.after(error);
    }
    if (this.isThere) this.broke();
    return null;
  }

  private show({ id, data }: ServerEvent): void {
    const { phase, done, total } = JSON.parse(data) as NonNullable<ImportView['progress']>;
    this.heardId = id;
    this.following.progress.show(phase, done, total, 'records');
  }

  private heard(): void {
    this.following.patience.movedOn();
    if (this.isBroken) this.following.note('connected again');
    this.isBroken = false;
  }

  private broke(): void {
    if (!this.isBroken) this.following.note('the connection broke; trying to reconnect');
    this.isBroken = true;
  }
}

/** For a few seconds, or until it has ended. */
async function poll(
  client: HttpsClient,
  received: ImportView,
  patience: Patience,
  progress: WorkProgress,
): Promise<ImportView> {
  let view = received;
  let pauseMs = POLL_FIRST_MS;
  for (let n = 0; n < POLLS && !isSettled(view); n++) {
    const { phase, done, total } = view.progress ?? { phase: view.state, done: 0, total: 0 };
    progress.show(phase, done, total, 'records');
    await delay(pauseMs);
    pauseMs = Math.min(pauseMs * 1.5, POLL_LONGEST_MS);
    view = await showImport(client, view.id, patience);
  }
  return view;
}

function isSettled(view: ImportView): boolean {
  return ['active', 'held', 'rejected', 'unchanged'].includes(view.state);
}
