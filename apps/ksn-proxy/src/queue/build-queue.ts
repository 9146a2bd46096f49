import { join } from 'node:path';
import type { Clock, Logger, Shutdown } from '@pksn/runtime';
import { DiskRoom, makeDirectory } from '@pksn/runtime';
import type { Askers } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import { PROXY_LIMITS } from '../limits';
import type { Upstream } from '../upstream/upstream';
import { ContributionRoutes } from './contribution-routes';
import { ContributionTaker } from './contribution-taker';
import { DeliveryLoop } from './delivery-loop';
import { EntrySender } from './entry-sender';
import { QueueBook } from './queue-book';
import { QueueRoom } from './queue-room';
import { SampleVault } from './sample-vault';

export interface QueuePorts {
  readonly upstream: Upstream;
  readonly askers: Askers;
  readonly judge: KeyJudge;
  readonly clock: Clock;
  readonly elapsedMs: () => number;
  readonly log: Logger;
  /** How much it may hold, as it is set now. */
  readonly limitBytes: () => number;
  /** Whether the service said that the proxy is bound to one customer. */
  readonly isOfOneCustomer: () => boolean;
  /** Hears the code of each refusal that an endpoint got from the service. */
  readonly refused: (code: string) => void;
}

/** What there is to see of the queue; nothing in it names an endpoint or a key. */
export interface QueueFacts {
  readonly entries: number;
  readonly bytes: number;
  readonly limitBytes: number;
  /** When the oldest entry was taken; milliseconds since 1970. */
  readonly oldestAt: number | null;
  /** Since the queue was made, as are the next two. */
  readonly delivered: number;
  /** For good, by the service, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Damaged on disk. */
  readonly lost: number;
  /** Code of what keeps the entries here; null: nothing. */
  readonly isWaitingFor: string | null;
}

export interface Queue {
  readonly routes: ContributionRoutes;
  /** Null: the proxy has no client certificate, and keeps nothing. */
  facts(): QueueFacts | null;
  /** The link is back. */
  linked(): void;
}

const FOLDER_MODE = 0o700;

/** The durable queue of contributions in `data`/queue, for a proxy that is enrolled; others hand on what comes, or refuse it. */
export async function buildQueue(
  { data, identity }: { readonly data: string; readonly identity: object | null },
  ports: QueuePorts,
  shutdown: Shutdown,
): Promise<Queue> {
  const { upstream, log } = ports;
  if (identity === null) {
    const routes = new ContributionRoutes({ ...ports, queue: null });
    return { routes, facts: () => null, linked: () => undefined };
  }
  const folder = join(data, 'queue');
  await makeDirectory(folder, FOLDER_MODE);
  const vault = new SampleVault(folder);
  const room = new QueueRoom(ports.limitBytes, ports.isOfOneCustomer);
  const book = new QueueBook(join(folder, 'entries'), (damage) =>
    log.error({ damage }, 'the queue of contributions was damaged; what could be read of it goes on under another id'),
  );
  await openQueue(book, vault, log);
  const disk = new DiskRoom(folder, null, PROXY_LIMITS.queueReserveBytes);
  const taker = new ContributionTaker({ ...ports, book, room, vault, disk });
  const sender = new EntrySender(upstream, vault);
  const loop = new DeliveryLoop({ ...ports, book, sender, vault, random: Math.random });
  loop.start();
  shutdown.onStop('queue', async () => {
    await loop.stop();
    await book.close();
  });
  return {
    routes: new ContributionRoutes({ ...ports, queue: { book, taker, loop } }),
    facts: () => factsOf(book, room, loop),
    linked: () => loop.linked(),
  };
}

/** A queue that cannot be opened now, because the disk is full, is opened when something is to be put into it. */
async function openQueue(book: QueueBook, vault: SampleVault, log: Logger): Promise<void> {
  try {
    await book.open();
    const held = new Set<string>();
    for (const lane of book.lanes) {
      if (lane.kind !== 'submissions') continue;
      for (const { sample } of book.entries(lane)) if (sample !== undefined) held.add(sample.id);
    }
    const orphans = await vault.keepOnly(held);
    if (orphans > 0) log.warn({ orphans }, 'files were removed that no entry of the queue names');
  } catch (error) {
    log.error({ error }, 'the queue of contributions cannot be opened: nothing is kept until it can');
  }
}

function factsOf(book: QueueBook, room: QueueRoom, loop: DeliveryLoop): QueueFacts {
  const lanes = [...book.lanes];
  const taken = lanes.flatMap((lane) => book.head(lane)?.entry?.takenAt ?? []);
  return {
    entries: lanes.reduce((sum, { first, next }) => sum + next - first, 0),
    bytes: lanes.reduce((sum, { bytes }) => sum + bytes, 0),
    limitBytes: room.limit(),
    oldestAt: taken.length === 0 ? null : Math.min(...taken),
    ...book.counts,
    isWaitingFor: loop.isWaitingFor,
  };
}
